# Upstream's HashiCorp Vault image. Its audit device is enabled by API: it takes none from its configuration.
ARG BASE
FROM ${BASE}
COPY --chown=100:1000 owned/ /
USER 100:1000
ENV HOME=/tmp VAULT_DEV_LISTEN_ADDRESS=0.0.0.0:8200 VAULT_ADDR=http://127.0.0.1:8200
ENTRYPOINT ["/bin/vault"]
CMD ["server", "-dev", "-dev-no-store-token"]
