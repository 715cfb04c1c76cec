// SPDX-License-Identifier: GPL-3.0-or-later
// Stands for every ESXi command inside the pretend root: hands its arguments and its three standard
// streams to the pretend host (shell/server.py) and ends with the status that the host answers.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_PATH "/.pretend/socket"
// What a shell says when a command cannot be run; no stand-in answers it otherwise.
#define STATUS_NO_HOST 126

static int write_all(int fd, const char *data, size_t size)
{
	while (size > 0) {
		ssize_t done = write(fd, data, size);

		if (done <= 0)
			return -1;
		data += done;
		size -= (size_t)done;
	}
	return 0;
}

// The streams travel with one byte of their own, before the arguments.
static int send_streams(int fd)
{
	static const int streams[3] = {0, 1, 2};
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(streams))];
	} control = {0};
	char byte = 'a';
	struct iovec part = {.iov_base = &byte, .iov_len = 1};
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(streams));
	memcpy(CMSG_DATA(header), streams, sizeof(streams));
	return sendmsg(fd, &message, 0) == 1 ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = SOCKET_PATH};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	uint8_t status;

	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
		return STATUS_NO_HOST;
	if (send_streams(fd) != 0)
		return STATUS_NO_HOST;
	for (int i = 0; i < argc; i++) {
		if (write_all(fd, argv[i], strlen(argv[i]) + 1) != 0)
			return STATUS_NO_HOST;
	}
	if (shutdown(fd, SHUT_WR) != 0 || read(fd, &status, 1) != 1)
		return STATUS_NO_HOST;
	return status;
}
