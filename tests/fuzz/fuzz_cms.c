// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: PEM of signatures and certificates; nothing signs the content of this file's choice.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "cms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_CMS_BLOCKS blocks = CMS_BLOCKS_INIT;
	AUTO_CMS_CERTIFICATES *trusted = NULL;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ERROR unimportant = ERROR_INIT;
	struct cms_block raw = {NULL, size};
	AUTO_CMS_SIGNER first = {0};

	if (cms_certificates_read("trusted.pem", data, size, &trusted, &unimportant) == 0 &&
		!trusted)
		abort();
	// the same bytes as the inside of a block, so that the fuzzer need not find base64
	raw.der = malloc(size ? size : 1);
	for (size_t i = 0; raw.der && i < size; i++)
		raw.der[i] = data[i];
	cms_verify_detached(&raw, "content", 7, &first);
	if (trusted)
		cms_chains_to(&first, trusted);
	free(raw.der);
	if (cms_pem_split("sig.pkcs7", data, size, &blocks, &err) < 0)
		return 0;
	for (size_t i = 0; i < blocks.count; i++) {
		AUTO_CMS_SIGNER signer = {0};

		cms_verify_detached(&blocks.list[i], "content", 7, &signer);
		if (!signer.problem != (signer.state == CMS_STATE_GOOD))
			abort();
	}
	return 0;
}
