"""A request for a certificate with any one bit flipped: refused with a sentence, never a traceback; anybody may send one."""

import base64

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from controller.pairing.authority import CannotSign, read_request


def a_request() -> x509.CertificateSigningRequest:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kiosk-1")])
    key = ec.generate_private_key(ec.SECP256R1())
    return x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())


def test_a_request_with_a_flipped_bit_is_refused_or_says_the_same():
    asked = a_request()
    der, refused = asked.public_bytes(serialization.Encoding.DER), set()
    for bit in range(len(der) * 8):
        flipped = bytearray(der)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            assert read_request(pem_of(bytes(flipped))).tbs_certrequest_bytes == asked.tbs_certrequest_bytes
        except CannotSign as error:
            refused.add(type(error.__context__))
    assert {ValueError, UnsupportedAlgorithm, x509.InvalidVersion} <= refused


def pem_of(der: bytes) -> str:
    return f"-----BEGIN CERTIFICATE REQUEST-----\n{base64.encodebytes(der).decode()}-----END CERTIFICATE REQUEST-----\n"
