"""The way to the local cloud for plugins whose vendor's address is fixed: an HTTPS proxy with a certificate of its own.

Such a plugin honours HTTPS_PROXY and SSL_CERT_FILE. The proxy answers for a few hosts in the vendors' place and
refuses every other, so that no request leaves this machine.
"""
