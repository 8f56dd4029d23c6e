using System.Collections.Concurrent;
using System.Net;
using Compensation.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Compensation.Api.Tests.Telemetry;

/// <summary>A collector of OpenTelemetry on a free port of this machine, which keeps what it is sent.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication host;

    private Collector(WebApplication host) => this.host = host;

    public ConcurrentQueue<Span> Spans { get; } = new();

    public ConcurrentDictionary<string, bool> Metrics { get; } = new();

    public string Address => host.Urls.First();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var collector = new Collector(builder.Build());
        collector.host.Run(collector.TakeAsync);
        await collector.host.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        if (context.Request.Path == "/v1/traces")
        {
            var spans = Traces.Parser.ParseFrom(bytes).ResourceSpans.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans);
            spans.ToList().ForEach(Spans.Enqueue);
        }
        else if (context.Request.Path == "/v1/metrics")
        {
            var metrics = Otlp.Metrics.Parser.ParseFrom(bytes).ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics);
            metrics.ToList().ForEach(metric => Metrics[metric.Name] = true);
        }
    }
}
