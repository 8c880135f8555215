# Upstream's OpenBao image with the audit device that our lessons read.
ARG BASE
FROM ${BASE}
COPY --chown=100:1000 owned/ /
USER 100:1000
ENV HOME=/tmp BAO_DEV_LISTEN_ADDRESS=0.0.0.0:8200 BAO_ADDR=http://127.0.0.1:8200 VAULT_ADDR=http://127.0.0.1:8200
ENTRYPOINT ["/usr/bin/bao"]
CMD ["server", "-dev", "-dev-no-store-token", "-config=/vault/config/audit.hcl"]
