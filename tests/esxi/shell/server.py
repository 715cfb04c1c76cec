# SPDX-License-Identifier: GPL-3.0-or-later
# Takes the calls of the stand-ins: arguments and standard streams in, exit status out.
import os
import socket
import threading


class Server:
    def __init__(self, path, answer):
        """answer(argv, read_stdin) gives (status, output, error output), all but the status bytes."""
        self.answer = answer
        self.lock = threading.Lock()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.bind(path)
        os.chmod(path, 0o777)
        self.socket.listen(16)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            # A pipe between two stand-ins needs both of them answered at once.
            threading.Thread(target=self.take, args=(connection,), daemon=True).start()

    def take(self, connection):
        streams = []
        try:
            with connection:
                _, streams, _, _ = socket.recv_fds(connection, 1, 3)
                parts = []
                while True:
                    part = connection.recv(65536)
                    if not part:
                        break
                    parts.append(part)
                argv = [word.decode("utf-8", "surrogateescape")
                        for word in b"".join(parts).split(b"\0")[:-1]]
                status = self.reply(argv, streams)
                connection.sendall(bytes([status]))
        finally:
            for stream in streams:
                os.close(stream)

    def reply(self, argv, streams):
        def read_stdin():
            parts = []
            while True:
                part = os.read(streams[0], 65536)
                if not part:
                    return b"".join(parts)
                parts.append(part)

        with self.lock:
            status, output, errors = self.answer(argv, read_stdin)
        for stream, data in ((streams[1], output), (streams[2], errors)):
            data = data.encode("utf-8", "surrogateescape")
            try:
                while data:
                    data = data[os.write(stream, data):]
            except BrokenPipeError:
                pass
        return status

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()
        self.thread.join(2)
