# SPDX-License-Identifier: GPL-3.0-or-later
"""Who signs a VIB, and how: the cases of real-artifacts.md section 4, with keys of our own.

Every key follows from a text, so none is a secret.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from sample import signing
from sample.signing import (BITS, BOOLEAN, DATA, EXPONENT, OCTETS, RSA, SEQUENCE, SET, SHA256,
                            SHA256_RSA, UTC_TIME, UTF8, der, integer, oid, pem)

# Distances from the hash of a text to the next suitable primes, found once.
SEEDS = {"sample": ((b"esxmint sample key p", 1200), (b"esxmint sample key q", 490)),
         "stranger": ((b"esxmint sample key stranger p", 112),
                      (b"esxmint sample key stranger q", 112)),
         "leaf": ((b"esxmint sample key leaf p", 540), (b"esxmint sample key leaf q", 288)),
         "elder": ((b"esxmint sample key elder p", 350), (b"esxmint sample key elder q", 872))}
CODE_SIGNING = "1.3.6.1.5.5.7.3.3"


@dataclass(frozen=True)
class Signer:
    """A certificate and the key it is about."""
    name: str                   # common name
    key: str
    issuer: str                 # whose certificate, or a common name that has none
    issuer_key: str
    serial: int
    valid: tuple = (b"200101000000Z", b"370101000000Z")
    authority: bool = False


SIGNERS = {
    # What signs sample media: certificate_pem() of sample.signing is this one.
    "sample": Signer("esxmint sample VIB signing", "sample", "esxmint sample VIB signing",
                     "sample", signing.SERIAL, authority=True),
    "leaf": Signer("esxmint sample partner signing", "leaf", "esxmint sample VIB signing",
                   "sample", 7),
    "elder": Signer("esxmint sample elder signing", "elder", "esxmint sample VIB signing",
                    "sample", 8, (b"190101000000Z", b"220101000000Z")),
    # The key of the sample, certified by somebody else: the first block of VMware's partner VIBs.
    "twin": Signer("esxmint sample partner signing", "sample", "esxmint sample root", "stranger",
                   9),
    "orphan": Signer("esxmint sample orphan signing", "elder", "esxmint sample root", "stranger",
                     10),
    "stranger": Signer("somebody else", "stranger", "somebody else", "stranger", 11,
                       authority=True),
}

NOW, THEN = b"240102000000Z", b"210102000000Z"
# How a VIB is signed: the blocks of sig.pkcs7, as (signer, time, is the signature damaged).
FORMS = {
    "none": (),
    "self": (("sample", NOW, False),),
    "chained": (("leaf", NOW, False),),
    "two": (("twin", NOW, False), ("leaf", NOW, False)),
    "two-second": (("orphan", NOW, False), ("leaf", NOW, False)),
    "two-damaged": (("sample", NOW, True), ("leaf", NOW, False)),
    "unknown": (("stranger", NOW, False),),
    "two-unknown": (("stranger", NOW, False), ("orphan", NOW, False)),
    "expired": (("elder", THEN, False),),   # signed while the certificate was good
    "late": (("elder", NOW, False),),       # signed when it had expired
    "damaged": (("sample", NOW, True),),
}


@lru_cache
def numbers(key):
    """Modulus and private exponent."""
    p, q = (int.from_bytes(hashlib.shake_256(seed).digest(128), "big") | 3 << 1022 | 1
            for seed, _ in SEEDS[key])
    p, q = p + SEEDS[key][0][1], q + SEEDS[key][1][1]
    return p * q, pow(EXPONENT, -1, (p - 1) * (q - 1))


def rsa(key, data):
    """PKCS#1 v1.5 over SHA-256."""
    modulus, exponent = numbers(key)
    size = modulus.bit_length() // 8
    info = der(SEQUENCE, SHA256, der(OCTETS, hashlib.sha256(data).digest()))
    block = b"\0\1" + b"\xff" * (size - 3 - len(info)) + b"\0" + info
    return pow(int.from_bytes(block, "big"), exponent, modulus).to_bytes(size, "big")


def distinguished(name):
    parts = (("2.5.4.10", "esxmint"), ("2.5.4.3", name))
    return der(SEQUENCE, *(der(SET, der(SEQUENCE, oid(kind), der(UTF8, text.encode())))
                           for kind, text in parts))


@lru_cache
def certificate(name):
    """In DER."""
    signer = SIGNERS[name]
    public = der(SEQUENCE, integer(numbers(signer.key)[0]), integer(EXPONENT))
    if signer.authority:
        extension = der(SEQUENCE, oid("2.5.29.19"), der(BOOLEAN, b"\xff"),
                        der(OCTETS, der(SEQUENCE, der(BOOLEAN, b"\xff"))))
    else:
        extension = der(SEQUENCE, oid("2.5.29.37"),
                        der(OCTETS, der(SEQUENCE, oid(CODE_SIGNING))))
    body = der(SEQUENCE, der(0xA0, integer(2)), integer(signer.serial), SHA256_RSA,
               distinguished(signer.issuer),
               der(SEQUENCE, *(der(UTC_TIME, date) for date in signer.valid)),
               distinguished(signer.name),
               der(SEQUENCE, RSA, der(BITS, b"\0", public)),
               der(0xA3, der(SEQUENCE, extension)))
    return der(SEQUENCE, body, SHA256_RSA, der(BITS, b"\0", rsa(signer.issuer_key, body)))


def certificate_pem(name):
    return pem("CERTIFICATE", certificate(name))


def block(data, name, time, damaged):
    """One detached CMS signature in PEM."""
    signer = SIGNERS[name]
    attributes = sorted((
        der(SEQUENCE, oid("1.2.840.113549.1.9.3"), der(SET, DATA)),
        der(SEQUENCE, oid("1.2.840.113549.1.9.5"), der(SET, der(UTC_TIME, time))),
        der(SEQUENCE, oid("1.2.840.113549.1.9.4"),
            der(SET, der(OCTETS, hashlib.sha256(data).digest())))))
    # Signed is the SET itself; in the message it has the tag [0] instead.
    signature = bytearray(rsa(signer.key, der(SET, *attributes)))
    signature[100] ^= 1 if damaged else 0
    info = der(SEQUENCE, integer(1),
               der(SEQUENCE, distinguished(signer.issuer), integer(signer.serial)), SHA256,
               der(0xA0, *attributes), RSA, der(OCTETS, bytes(signature)))
    signed = der(SEQUENCE, integer(1), der(SET, SHA256), der(SEQUENCE, DATA),
                 der(0xA0, certificate(name)), der(SET, info))
    return pem("PKCS7", der(SEQUENCE, oid("1.2.840.113549.1.7.2"), der(0xA0, signed)))


def sign(data, form):
    """The content of sig.pkcs7 for a descriptor."""
    return b"".join(block(data, *one) for one in FORMS[form])
