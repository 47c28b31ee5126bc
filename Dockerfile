# Newsbell in a container. Everything that it keeps is in the volume /data: config.toml (made from the example at the
# first start) and the database.

FROM python:3.13-slim AS build
COPY requirements.lock .
RUN python -m venv /opt/newsbell \
 && /opt/newsbell/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin newsbell \
 && install --directory --owner newsbell --group newsbell /data
COPY --from=build /opt/newsbell /opt/newsbell
COPY config.example.toml /app/
COPY bot /app/bot
# In here the page listens on the container's own address (publish it with care, it has no password), and the database
# lies beside config.toml.
RUN sed -i -e 's|"127.0.0.1:8080"|"0.0.0.0:8080"|' -e 's|"sqlite:///data/newsbell.db"|"sqlite:///newsbell.db"|' \
        /app/config.example.toml \
 && grep -q '"0.0.0.0:8080"' /app/config.example.toml && grep -q '"sqlite:///newsbell.db"' /app/config.example.toml \
 && /opt/newsbell/bin/python -m compileall -q /app/bot \
 && PYTHONPATH=/app /opt/newsbell/bin/python -c "from bot.lexicon import load_lexicon; load_lexicon()"

# Safe path: nothing in /data is ever imported.
ENV PATH=/opt/newsbell/bin:$PATH PYTHONPATH=/app PYTHONSAFEPATH=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER newsbell
WORKDIR /data
VOLUME /data
EXPOSE 8080
# Answers 503, and so fails, while the database, the polling or Telegram is not well.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-m", "bot.healthcheck", "/data/config.toml"]
# The token comes from TELEGRAM_TOKEN, or from the file that TELEGRAM_TOKEN_FILE names.
ENTRYPOINT ["python", "-m", "bot", "--config", "/data/config.toml"]
