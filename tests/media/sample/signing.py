# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures of VIBs in VMware's form by a key of our own (real-artifacts.md section 4).

The key is no secret: both primes follow from a text, so nobody may trust it outside of tests.
"""

import base64
import hashlib
from functools import lru_cache

# Distance from the hash of a text to the next suitable prime, found once.
PRIME_SEEDS = ((b"esxmint sample key p", 1200), (b"esxmint sample key q", 490))
EXPONENT = 65537
SIGNED_AT = b"240102000000Z"
VALID = (b"200101000000Z", b"370101000000Z")
SERIAL = 0x45535853414D504C45
ISSUER = (("2.5.4.10", "esxmint"), ("2.5.4.3", "esxmint sample VIB signing"))

SEQUENCE, SET, UTC_TIME = 0x30, 0x31, 0x17
OCTETS, BITS, BOOLEAN, UTF8 = 0x04, 0x03, 0x01, 0x0C
NULL = b"\x05\x00"


def der(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def integer(value):
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(text):
    first, second, *rest = (int(part) for part in text.split("."))
    body = bytes((first * 40 + second,))
    for number in rest:
        group = [number & 0x7F]
        while number := number >> 7:
            group.insert(0, number & 0x7F | 0x80)
        body += bytes(group)
    return der(0x06, body)


SHA256 = der(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"), NULL)
RSA = der(SEQUENCE, oid("1.2.840.113549.1.1.1"), NULL)
SHA256_RSA = der(SEQUENCE, oid("1.2.840.113549.1.1.11"), NULL)
DATA = oid("1.2.840.113549.1.7.1")


@lru_cache
def key():
    """Both primes with their private exponents, and the inverse of the second by the first."""
    primes = []
    for seed, distance in PRIME_SEEDS:
        start = int.from_bytes(hashlib.shake_256(seed).digest(128), "big") | 3 << 1022 | 1
        primes.append(start + distance)
    p, q = primes
    return (p, pow(EXPONENT, -1, p - 1)), (q, pow(EXPONENT, -1, q - 1)), pow(q, -1, p)


def rsa_sign(data):
    """PKCS#1 v1.5 over SHA-256."""
    (p, p_exponent), (q, q_exponent), inverse = key()
    size = (p * q).bit_length() // 8
    info = der(SEQUENCE, SHA256, der(OCTETS, hashlib.sha256(data).digest()))
    block = b"\0\1" + b"\xff" * (size - 3 - len(info)) + b"\0" + info
    value = int.from_bytes(block, "big")
    by_p, by_q = pow(value, p_exponent, p), pow(value, q_exponent, q)
    result = by_q + q * ((by_p - by_q) * inverse % p)
    return result.to_bytes(size, "big")


@lru_cache
def certificate():
    """The self-signed certificate in DER."""
    modulus = key()[0][0] * key()[1][0]
    public = der(SEQUENCE, integer(modulus), integer(EXPONENT))
    is_authority = der(SEQUENCE, der(BOOLEAN, b"\xff"))
    extensions = der(SEQUENCE, der(SEQUENCE, oid("2.5.29.19"), der(BOOLEAN, b"\xff"),
                                   der(OCTETS, is_authority)))
    body = der(SEQUENCE, der(0xA0, integer(2)), integer(SERIAL), SHA256_RSA, issuer(),
               der(SEQUENCE, *(der(UTC_TIME, date) for date in VALID)), issuer(),
               der(SEQUENCE, RSA, der(BITS, b"\0", public)), der(0xA3, extensions))
    return der(SEQUENCE, body, SHA256_RSA, der(BITS, b"\0", rsa_sign(body)))


def issuer():
    return der(SEQUENCE, *(der(SET, der(SEQUENCE, oid(kind), der(UTF8, text.encode())))
                           for kind, text in ISSUER))


def pem(label, data):
    text = base64.b64encode(data).decode()
    lines = [text[start:start + 64] for start in range(0, len(text), 64)]
    form = "-----BEGIN %s-----\n%s\n-----END %s-----\n"
    return (form % (label, "\n".join(lines), label)).encode()


def sign(data):
    """A detached CMS signature over `data`, in PEM as sig.pkcs7 holds it."""
    attributes = sorted((
        der(SEQUENCE, oid("1.2.840.113549.1.9.3"), der(SET, DATA)),
        der(SEQUENCE, oid("1.2.840.113549.1.9.5"), der(SET, der(UTC_TIME, SIGNED_AT))),
        der(SEQUENCE, oid("1.2.840.113549.1.9.4"),
            der(SET, der(OCTETS, hashlib.sha256(data).digest())))))
    # Signed is the SET itself; in the message it has the tag [0] instead.
    signature = rsa_sign(der(SET, *attributes))
    signer = der(SEQUENCE, integer(1), der(SEQUENCE, issuer(), integer(SERIAL)), SHA256,
                 der(0xA0, *attributes), RSA, der(OCTETS, signature))
    signed = der(SEQUENCE, integer(1), der(SET, SHA256), der(SEQUENCE, DATA),
                 der(0xA0, certificate()), der(SET, signer))
    return pem("PKCS7", der(SEQUENCE, oid("1.2.840.113549.1.7.2"), der(0xA0, signed)))


def certificate_pem():
    return pem("CERTIFICATE", certificate())
