"""What JSON Schema cannot say of a request: formats of our own, and rules between members.

Only what is meant to be valid is mended. What is wrong on purpose stays wrong.
"""

import json
import os

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation

# Made by fuzz.ts: a certificate and a public key (RSA), as Base64 of DER.
CERTIFICATE = os.environ["FUZZ_CERTIFICATE"]
PUBLIC_KEY = os.environ["FUZZ_PUBLIC_KEY"]

pointers = st.sampled_from(["", "/id", "/enabled", "/ext/brand", "/via/0", "/a~1b"])
scalars = st.one_of(st.text(max_size=8), st.integers(), st.booleans())

FORMATS = {
    "x509-certificate": st.just(CERTIFICATE),
    "public-key": st.just(PUBLIC_KEY),
    "distinguished-name": st.sampled_from(["CN=fuzz", "CN=fuzz,O=Acme", "OU=a\\,b,C=DE"]),
    "identity-template": st.sampled_from(["{{subject-cn}}", "x-{{subject-dn}}"]),
    "base64": st.sampled_from(["AAAA", "AAA=", "AA==", "+/+/"]),
    "search-filter": st.fixed_dictionaries(
        {"field": pointers, "value": scalars}, optional={"op": st.just("eq")}
    ).map(json.dumps),
    "sort-criterion": st.fixed_dictionaries(
        {"field": pointers}, optional={"direction": st.sampled_from(["asc", "desc"])}
    ).map(json.dumps),
}
for name, strategy in FORMATS.items():
    schemathesis.openapi.format(name, strategy)


@schemathesis.hook
def before_call(context, case, kwargs):
    component = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
    if component is None or not component.mode.is_positive:
        return
    if case.operation.path.startswith("/credentials"):
        case.body = mend_credentials(case.body)
    elif isinstance(case.body, dict):
        mend_device(case.body) if case.operation.path.startswith("/devices") else mend_tenant(case.body)


def mend_device(device):
    """A gateway with memberOf has no gateways itself."""
    if device.get("memberOf") is not None:
        device.pop("via", None)
        device.pop("viaGroups", None)


def mend_tenant(tenant):
    """Types of adapters and ids of trust anchors differ; OCSP needs a certificate."""
    for index, adapter in enumerate(tenant.get("adapters") or []):
        adapter["type"] += str(index)
    for anchor in tenant.get("trusted-ca") or []:
        anchor.pop("id", None)
        anchor.pop("ocsp-revocation-enabled", None)
        anchor["algorithm"] = "RSA"


def mend_credentials(credentials):
    """Type and auth-id differ; an x509 certificate has one subject."""
    if not isinstance(credentials, list):
        return credentials
    for credential in credentials:
        shorten(credential, "auth-id", 1024)
        for secret in credential["secrets"] if isinstance(credential.get("secrets"), list) else []:
            mend_secret(credential, secret)
    names = ((one["type"], "cert" in one or one.get("auth-id"), one) for one in credentials)
    return list({(kind, str(name)): one for kind, name, one in names}.values())


def mend_secret(credential, secret):
    """No secret is kept that an id could name; times are in order; a password is there."""
    if not isinstance(secret, dict):
        return
    secret.pop("id", None)
    if secret.get("not-before") and secret.get("not-after"):
        secret["not-before"] = secret["not-after"]
    if credential["type"] == "rpk" and "cert" not in secret:
        secret["algorithm"] = "RSA"
    if credential["type"] == "hashed-password":
        mend_password(secret)


def mend_password(secret):
    shorten(secret, "pwd-plain", 72)
    if secret.get("pwd-plain"):
        return
    if secret.get("pwd-hash"):
        secret.update({"hash-function": "sha-256", "pwd-hash": "AAAA", "salt": "AAAA"})
    else:
        secret["pwd-plain"] = "a password"


def shorten(holder, member, size):
    """JSON Schema counts characters, the registry bytes."""
    if isinstance(holder.get(member), str):
        holder[member] = holder[member].encode()[:size].decode(errors="ignore")
