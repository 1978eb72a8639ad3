# Frontdesk in a container. `docker build --build-arg VOICE=0 .` leaves the local voice engines out
# (for Deepgram users). ROOT is empty here; scripts/dockerfile-steps sets it to try the steps
# without an engine, which is why every path of a RUN starts with it.

FROM python:3.13-slim AS builder
ARG VOICE=1
ARG ROOT=
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements requirements
# Versions and hashes come from the lock, so that an image built later is the same image.
RUN python -m venv ${ROOT}/opt/frontdesk \
 && if [ "$VOICE" = 1 ]; then lock=voice; else lock=base; fi \
 && ${ROOT}/opt/frontdesk/bin/pip install --require-hashes -r requirements/$lock.txt
COPY pyproject.toml README.md LICENSE server.py ./
COPY agent agent
COPY dashboard dashboard
COPY office office
COPY prompts prompts
COPY qbo qbo
COPY telephony telephony
COPY tools tools
COPY triggers triggers
# The wheel is built by the locked hatchling; after that the image needs it no more.
# pip stays: it reads the voice models, which are pinned packages, at the first start.
RUN ${ROOT}/opt/frontdesk/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
 && ${ROOT}/opt/frontdesk/bin/pip install --no-deps --no-index dist/*.whl \
 && ${ROOT}/opt/frontdesk/bin/pip uninstall --yes hatchling editables pathspec pluggy tomlkit trove-classifiers \
 && ${ROOT}/opt/frontdesk/bin/pip check \
 && ${ROOT}/opt/frontdesk/bin/python -m compileall -q ${ROOT}/opt/frontdesk/lib

# The slim image brings the certificates and time zones that outside calls need, and no compiler.
FROM python:3.13-slim
ARG ROOT=
COPY --from=builder /opt/frontdesk /opt/frontdesk
RUN mkdir -p ${ROOT}/data && chown 10001:10001 ${ROOT}/data
ENV PATH=${ROOT}/opt/frontdesk/bin:$PATH \
    PYTHONSAFEPATH=1 \
    PYTHONUNBUFFERED=1 \
    HOME=${ROOT}/data \
    FRONTDESK_HOST=0.0.0.0 \
    FRONTDESK_DATA=${ROOT}/data \
    FRONTDESK_LOG=json
WORKDIR /data
USER 10001
VOLUME /data
EXPOSE 8080
# The first start fetches and warms the voice; being alive comes before being ready.
HEALTHCHECK --interval=10s --timeout=5s --start-period=300s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('FRONTDESK_PORT', '8080') + '/healthz', timeout=4)"]
ENTRYPOINT ["frontdesk"]
