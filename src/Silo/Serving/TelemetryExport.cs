using Compensation.Silo.Closing;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Compensation.Silo.Serving;

/// <summary>Sends metrics and traces to a collector, as long as it is not disposed of. Without it nobody listens, and nothing is measured.</summary>
internal sealed class TelemetryExport : IDisposable
{
    private static readonly string[] Meters =
        ["Compensation.*", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Orleans", "System.Runtime", "Npgsql"];

    private static readonly string[] Sources = ["Compensation.*", "Microsoft.AspNetCore", "Microsoft.Orleans.Application", "Npgsql"];

    private readonly MeterProvider metrics;
    private readonly TracerProvider traces;

    private TelemetryExport(TelemetryOptions options)
    {
        var resource = ResourceBuilder.CreateEmpty()
            .AddService("compensation", serviceVersion: ClosedRun.Engine, autoGenerateServiceInstanceId: false, serviceInstanceId: Environment.MachineName);
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter((exporter, reader) =>
        {
            Send(exporter, options, "v1/metrics");
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = options.IntervalSeconds * 1000;
        }).Build();
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TracedShare)))
            .AddOtlpExporter(exporter => Send(exporter, options, "v1/traces")).Build();
    }

    /// <summary>Begins to send, where there is somewhere to send to.</summary>
    public static TelemetryExport? Begin(TelemetryOptions options) => options.Endpoint.Length == 0 ? null : new TelemetryExport(options);

    /// <summary>Sends what is left, and ends.</summary>
    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }

    private static void Send(OtlpExporterOptions exporter, TelemetryOptions options, string path)
    {
        var isGrpc = options.Protocol == "grpc";
        exporter.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        // A path is part of OTLP over HTTP only.
        exporter.Endpoint = isGrpc ? new Uri(options.Endpoint) : new Uri($"{options.Endpoint.TrimEnd('/')}/{path}");
    }
}
