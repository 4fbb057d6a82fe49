# One image for each service: docker build --build-arg SERVICE=ingestion -t causeflow/ingestion:0.1.0 .
# The base images are arguments so that an installation can take them from a registry of its own, by digest.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK_IMAGE} AS build
ARG SERVICE
ENV DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
WORKDIR /source

COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY shared/ shared/
COPY services/ services/
# The program gets one name in every image. It knows by itself which assembly it starts, so that no shell is needed.
RUN set -eu; \
    test -f "services/$SERVICE/Program.cs" || { echo "--build-arg SERVICE=<a folder of services/>" >&2; exit 1; }; \
    dotnet restore "services/$SERVICE" -v q --locked-mode; \
    dotnet publish "services/$SERVICE" -c Release -v q --no-restore -o /app -p:DebugType=none -p:UseAppHost=true; \
    mv "/app/$(dotnet msbuild "services/$SERVICE" -getProperty:AssemblyName)" /app/causeflow

FROM ${RUNTIME_IMAGE}
ARG SERVICE
LABEL org.opencontainers.image.title="causeflow/${SERVICE}" \
      org.opencontainers.image.licenses="Apache-2.0"
# Nothing is written but to /tmp: the root file system can be read-only. Diagnostics would open a socket there.
ENV DOTNET_NOLOGO=1 DOTNET_EnableDiagnostics=0 DOTNET_RUNNING_IN_CONTAINER=true ASPNETCORE_HTTP_PORTS=
WORKDIR /app
COPY --from=build /app ./
# The number, not the name: a cluster that demands a user other than root cannot look names up.
USER 1654:1654
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=4 CMD ["/app/causeflow", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/causeflow"]
