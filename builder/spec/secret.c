// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets: their shape in the spec, fetching them, and keeping them out of everything that is
// shown.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "memory.h"
#include "stages.h"
#include "text.h"

enum {
	SECRET_MAX = 4096, // bytes of a file with a secret
	SALT_LENGTH = 16, // the longest that SHA-512 crypt takes
	SHA512_HASH_LENGTH = 86, // facts/kickstart.md 2.9
	MD5_HASH_MIN = 22,
	MD5_HASH_MAX = 31,
};

static const char crypt_alphabet[] =
	"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char hash_expected[] = "a hash as the installer takes it: $6$ and salt of up to 16 "
				    "characters, without rounds=, and 86 characters";

static bool is_crypt_text(const char *text, size_t length)
{
	return strspn(text, crypt_alphabet) == length && text[length] == '\0';
}

static bool is_sha512_hash(const char *text)
{
	const char *salt = text_skip_prefix(text, "$6$");
	size_t length = salt ? strspn(salt, crypt_alphabet) : 0;

	return salt && length <= SALT_LENGTH && salt[length] == '$' &&
	       is_crypt_text(salt + length + 1, SHA512_HASH_LENGTH);
}

static bool is_md5_hash(const char *text)
{
	const char *rest = text_skip_prefix(text, "$1$");
	size_t length = rest ? strlen(rest) : 0;

	if (length < MD5_HASH_MIN || length > MD5_HASH_MAX)
		return false;
	for (; *rest; rest++) {
		if (*rest != '$' && !strchr(crypt_alphabet, *rest))
			return false;
	}
	return true;
}

// The installer also takes a DES hash, thirteen characters without a mark; here that could as well
// be a password whose owner would be locked out, so it is refused.
static bool is_hash(const char *text)
{
	return is_sha512_hash(text) || is_md5_hash(text);
}

// "$id$…": what every modern crypt(3) hash begins with.
static bool looks_like_hash(const char *text)
{
	size_t id;

	if (*text != '$')
		return false;
	id = strspn(text + 1, "0123456789abcdefghijklmnopqrstuvwxyz-");
	return id > 0 && text[id + 1] == '$';
}

static void warn(struct diagnostics *diagnostics, const struct spec_node *node, const char *message,
	const char *hint)
{
	diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_WARNING, node->place, node->path,
				"%s", message),
		"%s", hint);
}

static void check_hash(struct spec_node *node, bool only_sha512, struct diagnostics *diagnostics)
{
	struct diagnostic *diagnostic;

	if (only_sha512 ? is_sha512_hash(node->text) : is_hash(node->text))
		return;
	if (only_sha512 && is_hash(node->text))
		diagnostic =
			check_fail(diagnostics, node, "the hash under 'sha512' is of another kind");
	else if (looks_like_hash(node->text))
		diagnostic = check_fail(diagnostics, node, "hash that the installer does not take");
	else
		diagnostic = check_fail(diagnostics, node, "this is no password hash");
	diagnostic_hint(diagnostic, "expected %s%s", hash_expected,
		looks_like_hash(node->text) ? "" : "; or {env: NAME}, {file: PATH}, {plain: TEXT}");
}

static void check_text(struct spec_node *node, const char *key, struct diagnostics *diagnostics)
{
	if (node->kind != SPEC_SCALAR || node_is_null(node) || node->length == 0)
		diagnostic_hint(check_fail(diagnostics, node, "no value for '%s'", key),
			"expected one line of text");
	else if (strlen(node->text) != node->length || !text_is_printable(node->text))
		diagnostic_hint(check_fail(diagnostics, node, "control character in '%s'", key),
			"expected one line of printable ASCII");
	else if (text_equal(key, "sha512"))
		check_hash(node, true, diagnostics);
	else if (text_equal(key, "plain") && looks_like_hash(node->text))
		warn(diagnostics, node, "what looks like a hash is taken as the password itself",
			"write it under 'sha512'");
	else if (text_equal(key, "env") && strchr(node->text, '='))
		check_fail(
			diagnostics, node, "a variable of the environment has no '=' in its name");
}

static void check_mapping(
	struct spec_node *node, const struct schema_row *row, struct diagnostics *diagnostics)
{
	const char *words = row->flags & SCHEMA_HASH ? schema_secret_words : "plain|env|file";
	AUTO_FREE char *list = schema_words_join(words);
	size_t known = 0;

	for (size_t i = 0; i < node->count; i++) {
		struct spec_entry *entry = &node->entries[i];

		if (schema_words_have(words, entry->key)) {
			known += !entry->shadowed;
			if (!entry->value->invalid)
				check_text(entry->value, entry->key, diagnostics);
			continue;
		}
		node->invalid = true;
		diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_ERROR, entry->key_place,
					entry->value->path, "unknown key '%s'", entry->key),
			"expected exactly one of %s", list);
	}
	if (known != 1 && !node->invalid)
		diagnostic_hint(check_fail(diagnostics, node,
					known ? "more than one source of the secret"
					      : "no source of the secret"),
			"expected exactly one of %s", list);
}

void secret_check(
	struct spec_node *node, const struct schema_row *row, struct diagnostics *diagnostics)
{
	if (node->kind == SPEC_MAPPING)
		check_mapping(node, row, diagnostics);
	else if (node->kind == SPEC_SEQUENCE || !(row->flags & SCHEMA_HASH))
		diagnostic_hint(check_fail(diagnostics, node, "a mapping is needed here"),
			"expected {env: NAME}, {file: PATH} or {plain: TEXT}");
	else
		check_hash(node, false, diagnostics);
}

static int read_variable(const char *name, char **ret, struct error *err)
{
	const char *value = getenv(name);

	if (!value)
		return error_set(err, ERROR_INPUT, "the environment has no variable '%s'", name);
	*ret = memory_strdup(value);
	return 0;
}

static int read_file(const struct spec_node *node, char **ret, struct error *err)
{
	const char *name = node->text;
	AUTO_FREE char *path = place_resolve(node->place, name);
	AUTO_BUFFER text = BUFFER_INIT;
	int result = file_read(path, SECRET_MAX, &text, err);

	if (result == 0 && text.size != strlen(buffer_text(&text)))
		result = error_set(err, ERROR_INPUT, "NUL byte in '%s'", name);
	if (result == 0) {
		if (text.size && text.data[text.size - 1] == '\n')
			buffer_truncate(&text, text.size - 1);
		if (text.size && text.data[text.size - 1] == '\r')
			buffer_truncate(&text, text.size - 1);
		*ret = memory_strdup(buffer_text(&text));
	}
	node_wipe(text.data, text.capacity);
	return result;
}

static int fetch(const struct spec_node *node, struct spec_secret *secret, const char **ret_name,
	struct error *err)
{
	const struct spec_entry *entry;

	if (node->kind == SPEC_SCALAR) {
		secret->value = memory_strdup(node->text);
		secret->is_hash = true;
		return 0;
	}
	entry = node->count == 1 ? &node->entries[0] : NULL;
	if (!entry || entry->value->kind != SPEC_SCALAR || entry->value->invalid)
		return error_set(err, ERROR_INPUT, "the secret is not valid");
	*ret_name = entry->value->text;
	if (text_equal(entry->key, "env"))
		return read_variable(entry->value->text, &secret->value, err);
	if (text_equal(entry->key, "file"))
		return read_file(entry->value, &secret->value, err);
	*ret_name = entry->key;
	secret->value = memory_strdup(entry->value->text);
	secret->is_hash = text_equal(entry->key, "sha512");
	secret->is_plain_in_spec = !secret->is_hash;
	return 0;
}

int spec_secret_read(
	const struct spec *spec, const char *path, struct spec_secret *ret, struct error *err)
{
	const struct schema_row *row = schema_find(path);
	struct spec_node *node = node_find(spec->root, path, NULL);
	struct spec_secret secret = {NULL, false, false};
	const char *name = "";
	bool fetched;

	if (!node || node->invalid || node->kind == SPEC_SEQUENCE)
		return error_set(err, ERROR_INPUT, "there is no valid secret at '%s'", path);
	if (fetch(node, &secret, &name, err) < 0)
		return -1;
	fetched = !secret.is_hash && !secret.is_plain_in_spec;
	if (fetched && row && (row->flags & SCHEMA_HASH))
		secret.is_hash = looks_like_hash(secret.value);
	if (!*secret.value)
		error_set(err, ERROR_INPUT, "the secret from '%s' is empty", name);
	else if (!text_is_printable(secret.value))
		error_set(err, ERROR_INPUT,
			"the secret from '%s' is not one line of printable ASCII", name);
	else if (secret.is_hash && !is_hash(secret.value))
		error_set(err, ERROR_INPUT, "the hash from '%s' is none that the installer takes",
			name);
	if (err->kind != ERROR_NONE) {
		spec_secret_finish(&secret);
		return -1;
	}
	*ret = secret;
	return 0;
}

void spec_secret_finish(struct spec_secret *secret)
{
	if (secret->value)
		node_wipe(secret->value, strlen(secret->value));
	free(secret->value);
	*secret = (struct spec_secret){NULL, false, false};
}

static unsigned hex_digit(char c)
{
	return text_is_digit(c) ? (unsigned)(c - '0') : (unsigned)(c - 'a') + 10;
}

char *spec_secret_salt(const struct spec *spec, const char *path)
{
	static const char salt_domain[] = "esxmint salt 1";
	const char *hostname = spec_text(spec, "network.hostname");
	const char *address = spec_text(spec, "network.management.ipv4.address");
	AUTO_FREE char *host =
		memory_printf("%s\n%s", hostname ? hostname : "", address ? address : "");
	AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);
	char hex[SHA256_HEX_SIZE];
	char *salt = memory_alloc(SALT_LENGTH + 1);

	digest_update(digest, salt_domain, sizeof(salt_domain));
	digest_update(digest, path, strlen(path) + 1);
	digest_update(digest, host, strlen(host));
	digest_finish_hex(digest, hex);
	for (size_t i = 0; i < SALT_LENGTH; i++) {
		unsigned byte = hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]);

		salt[i] = crypt_alphabet[byte & 0x3f];
	}
	return salt;
}
