import ssl

import pytest
import trio
import trio.testing

from twitchtrio.errors import ConfigurationError
from twitchtrio.network import _tls


@pytest.fixture
def fresh(monkeypatch):
    """As if no context had been made yet, and none is kept."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    _tls._context.cache_clear()
    yield
    _tls._context.cache_clear()


async def test_shared(fresh):
    """There is one context, it verifies, and asking for it is a checkpoint."""
    first = await _tls.tls_context()
    with trio.testing.assert_checkpoints():
        second = await _tls.tls_context()

    assert first is second
    assert ssl.CERT_REQUIRED is first.verify_mode


async def test_own_authority(fresh, monkeypatch, tmp_path, authority):
    """`SSL_CERT_FILE` names the authorities to trust."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))

    assert 1 == len((await _tls.tls_context()).get_ca_certs())


@pytest.mark.parametrize("content", [None, "nonsense"])
async def test_unreadable(fresh, monkeypatch, tmp_path, content):
    """A file that is missing, or holds no certificates, is told with the name of the variable."""
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))

    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE"):
        await _tls.tls_context()
