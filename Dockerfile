# The build: the same scripts/setup as on a developer's machine, then a binary with Swift linked in.
FROM swift:6.3-bookworm AS build
WORKDIR /src
COPY scripts/setup scripts/setup
RUN scripts/setup
COPY Package.swift Package.resolved* ./
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --static-swift-stdlib --product trato
RUN install -D --mode=755 "$(swift build -c release --show-bin-path)/trato" /out/trato

# What runs: the C libraries that Trato stands on, time zones, and curl for the health check.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        ca-certificates curl fonts-noto-core libcurl4 libpangocairo-1.0-0 libsqlite3-0 libssl3 libstdc++6 tzdata \
        zlib1g \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin trato \
    && install --directory --owner=trato --group=trato --mode=750 /data
COPY --from=build /out/trato /usr/local/bin/trato
# With its licence, which stands in the same folder.
COPY --from=build /src/.swagger-ui /usr/share/trato/swagger-ui
COPY LICENSE /usr/share/doc/trato/LICENSE

ENV TRATO_DATABASE=/data/trato.db \
    TRATO_LISTEN=0.0.0.0:8080 \
    TRATO_SWAGGER_UI=/usr/share/trato/swagger-ui
USER trato
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD curl --fail --silent --show-error --output /dev/null "http://127.0.0.1:${TRATO_LISTEN##*:}/readyz"
ENTRYPOINT ["trato"]
CMD ["serve"]
