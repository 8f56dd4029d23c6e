using Google.Protobuf;
using Grpc.AspNetCore.HealthChecks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>grpc.health.v1, as gRPC's health-checking.md says; messages written by hand: field 1 of the request is the service's name,
/// field 1 of the response is 1 for serving, 2 for not, 3 for a service that is unknown, and absent where nobody knows.</summary>
public sealed class HealthTests
{
    private const string Check = "/grpc.health.v1.Health/Check";
    private const string Watch = "/grpc.health.v1.Health/Watch";

    private HealthStatus ledger = HealthStatus.Healthy;

    [Theory]
    [InlineData("", HealthStatus.Healthy, new byte[] { 8, 1 })]
    [InlineData("", HealthStatus.Degraded, new byte[] { 8, 1 })]
    [InlineData("", HealthStatus.Unhealthy, new byte[] { 8, 2 })]
    [InlineData("ready", HealthStatus.Unhealthy, new byte[] { 8, 2 })]
    [InlineData("alive", HealthStatus.Unhealthy, new byte[] { 8, 1 })]
    [InlineData("nothing", HealthStatus.Healthy, new byte[0])]
    public async Task Check_OfAKnownService_TellsWhatItsChecksSay(string service, HealthStatus status, byte[] expected)
    {
        ledger = status;
        await using var host = await StartAsync();
        using var client = new GrpcClient(host.Address);

        var answer = await client.SendAsync(Check, new ByteArrayContent(Request(service)));

        answer.Status.ShouldBe("0", answer.Message);
        answer.Frames().Single().Bytes.ShouldBe(expected);
    }

    [Fact]
    public async Task Check_OfAnUnknownService_IsNotFound()
    {
        await using var host = await StartAsync();
        using var client = new GrpcClient(host.Address);

        (await client.SendAsync(Check, new ByteArrayContent(Request("other")))).Status.ShouldBe("5");
    }

    [Fact]
    public async Task Watch_OfAServiceThatChanges_TellsEachChangeAndTheEnd()
    {
        await using var host = await StartAsync();
        using var client = new GrpcClient(host.Address);
        using var response = await client.BeginAsync(GrpcClient.Request(Watch, new ByteArrayContent(Request("ready")))).Soon();
        await using var body = await response.Content.ReadAsStreamAsync();
        (await NextAsync(body)).ShouldBe([8, 1]);

        ledger = HealthStatus.Unhealthy;
        await PublishAsync(host);
        (await NextAsync(body)).ShouldBe([8, 2]);

        // No news is no message.
        await PublishAsync(host);
        ledger = HealthStatus.Healthy;
        await PublishAsync(host);
        (await NextAsync(body)).ShouldBe([8, 1]);

        var stop = host.StopAsync();
        (await NextAsync(body)).ShouldBe([8, 2]);
        (await body.ReadAsync(new byte[1]).AsTask().Soon()).ShouldBe(0);
        await stop.Soon();
    }

    [Fact]
    public async Task Watch_OfAnUnknownService_SaysSoAndGoesOn()
    {
        await using var host = await StartAsync();
        using var client = new GrpcClient(host.Address);
        using var response = await client.BeginAsync(GrpcClient.Request(Watch, new ByteArrayContent(Request("other")))).Soon();
        await using var body = await response.Content.ReadAsStreamAsync();

        (await NextAsync(body)).ShouldBe([8, 3]);
    }

    /// <summary>Runs the host's publishers, as it does itself every now and then.</summary>
    private static async Task PublishAsync(GrpcHost host)
    {
        foreach (var publisher in host.Services.GetServices<IHealthCheckPublisher>())
        {
            await publisher.PublishAsync(new HealthReport(new Dictionary<string, HealthReportEntry>(), TimeSpan.Zero), CancellationToken.None);
        }
    }

    private static async Task<byte[]> NextAsync(Stream body)
    {
        var frame = new byte[7];
        await body.ReadExactlyAsync(frame).AsTask().Soon();
        return frame[5..];
    }

    private static byte[] Request(string service)
    {
        var name = ByteString.CopyFromUtf8(service);
        return GrpcClient.Frame(name.IsEmpty ? [] : [10, checked((byte)name.Length), .. name]);
    }

    private Task<GrpcHost> StartAsync() => GrpcHost.StartAsync(
        app => app.MapGrpcHealthChecksService(),
        configure: builder => builder.Services.AddGrpcHealthChecks(options =>
        {
            options.Services.Map("alive", check => check.Tags.Contains("alive"));
            options.Services.Map("ready", check => check.Name == "ledger");
            options.Services.Add(new ServiceMapping("nothing", _ => false));
        }).AddCheck("ledger", () => new HealthCheckResult(ledger)).AddCheck("self", () => HealthCheckResult.Healthy(), ["alive"]));
}
