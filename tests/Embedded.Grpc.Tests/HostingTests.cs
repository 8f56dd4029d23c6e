using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Compensation.Embedded.Grpc.Tests.Testing;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>How services live in a host, and how the host and its connections end.</summary>
public sealed class HostingTests
{
    [Fact]
    public async Task Service_OfACall_IsMadeForItAndDisposed()
    {
        var lives = new Lives();
        await using var host = await GrpcHost.StartAsync<LivingService>(configure: builder => builder.Services.AddSingleton(lives));
        using var client = new GrpcClient(host.Address);

        await client.CallAsync(Script.Unary, new SimpleRequest());
        await client.CallAsync(Script.Unary, new SimpleRequest());

        (lives.Begun, lives.Ended).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Service_ThatTheHostHas_IsTakenFromThere()
    {
        var lives = new Lives();
        await using var host = await GrpcHost.StartAsync<LivingService>(
            configure: builder => builder.Services.AddSingleton(lives).AddSingleton<LivingService>());
        using var client = new GrpcClient(host.Address);

        await client.CallAsync(Script.Unary, new SimpleRequest());
        await client.CallAsync(Script.Unary, new SimpleRequest());

        (lives.Begun, lives.Ended).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Service_ThatCannotBeMade_IsAnUnknownError()
    {
        await using var host = await GrpcHost.StartAsync<LivingService>();
        using var client = new GrpcClient(host.Address);

        (await client.CallAsync(Script.Unary, new SimpleRequest())).Status.ShouldBe("2");
    }

    [Fact]
    public async Task Endpoints_OfAService_SayWhatTheyServeAndCarryItsAttributes()
    {
        await using var host = await GrpcHost.StartAsync<GuardedService>();

        var endpoint = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Single(endpoint => endpoint.RoutePattern.RawText == Script.Unary);

        endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()!.Method.FullName.ShouldBe(Script.Unary);
        endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()!.ServiceType.ShouldBe(typeof(GuardedService));
        endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(authorize => authorize.Policy).ShouldBe(["service", "method"]);
    }

    [Fact]
    public async Task Conventions_OfAService_HoldForAllItsMethods()
    {
        await using var host = await GrpcHost.StartAsync(app => app.MapGrpcService<GuardedService>().WithMetadata("mine"));

        host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Count(endpoint => endpoint.Metadata.GetMetadata<string>() == "mine").ShouldBe(TestService.Descriptor.Methods.Count);
    }

    [Fact]
    public async Task Call_ByAnotherVerb_IsNotAllowed()
    {
        await using var host = await GrpcHost.StartAsync(new Script());
        using var client = new GrpcClient(host.Address);
        var request = GrpcClient.Request(Script.Unary);
        request.Method = HttpMethod.Put;

        (await client.SendAsync(request)).HttpStatus.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Host_ThatStops_LetsRunningCallsEndAndTakesNoMore()
    {
        var (called, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        var script = new Script
        {
            OnUnary = async (_, _) =>
            {
                called.SetResult();
                await released.Task;
                return new SimpleResponse { Username = "done" };
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        await using var connection = await Http2Connection.OpenAsync(host.Address);
        await connection.BeginCallAsync(1, Script.Unary);
        await connection.SendAsync(Http2Connection.Data, Http2Connection.EndStream, 1, GrpcClient.Frame([]));
        await called.Task.Soon();

        var stop = host.StopAsync();

        // The connection is told to send no more; the call goes on.
        await connection.ReadAsync(Http2Connection.GoAway).Soon();
        stop.IsCompleted.ShouldBeFalse();
        released.SetResult();
        var (_, stream, payload) = await connection.ReadAsync(Http2Connection.Data).Soon();
        stream.ShouldBe(1);
        payload.ShouldBe(GrpcClient.Frame(new SimpleResponse { Username = "done" }.ToByteArray()));
        (await connection.ReadAsync(Http2Connection.Headers).Soon()).Flags.ShouldBe((byte)5, "END_HEADERS and END_STREAM");

        // A caller who has been told so closes the connection when its calls are done.
        await connection.DisposeAsync();
        await stop.Soon();
        using var client = new GrpcClient(host.Address);
        await Should.ThrowAsync<HttpRequestException>(() => client.CallAsync(Script.Unary, new SimpleRequest()));
    }

    [Fact]
    public async Task Connection_ThatIsQuiet_IsAskedWhetherItLivesAndClosedIfNot()
    {
        await using var host = await GrpcHost.StartAsync(
            new Script(),
            configure: builder => builder.WebHost.ConfigureKestrel(kestrel =>
                (kestrel.Limits.Http2.KeepAlivePingDelay, kestrel.Limits.Http2.KeepAlivePingTimeout) =
                    (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))));
        await using var connection = await Http2Connection.OpenAsync(host.Address);

        await connection.ReadAsync(Http2Connection.Ping).Soon();

        // Nobody answers the ping.
        await connection.ReadToEndAsync().Soon();
    }

    [Fact]
    public async Task Caller_WhoResetsTheStream_CancelsItsCallAndNoOther()
    {
        var calls = new Dictionary<string, TaskCompletionSource>();
        var (both, left) = (new CountdownEvent(2), new TaskCompletionSource());
        var tokens = new List<CancellationToken>();
        var script = new Script
        {
            OnOutput = async (_, _, context) =>
            {
                context.CancellationToken.Register(() => left.TrySetResult());
                lock (tokens)
                {
                    tokens.Add(context.CancellationToken);
                }

                both.Signal();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        await using var connection = await Http2Connection.OpenAsync(host.Address);
        foreach (var stream in new[] { 1, 3 })
        {
            await connection.BeginCallAsync(stream, Script.Output);
            await connection.SendAsync(Http2Connection.Data, Http2Connection.EndStream, stream, GrpcClient.Frame([]));
        }

        both.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();

        // RFC 9113, 7: CANCEL is 8.
        await connection.SendAsync(Http2Connection.Reset, 0, 3, [0, 0, 0, 8]);

        await left.Task.Soon();
        tokens.Count(token => token.IsCancellationRequested).ShouldBe(1);
    }

    [Fact]
    public async Task Tls_WithHttp2_Serves_AndOlderHttpIsToldToUpgrade()
    {
        using var certificate = Certificate();
        await using var host = await GrpcHost.StartAsync(
            new Script(),
            configure: builder => builder.WebHost.ConfigureKestrel(kestrel =>
                kestrel.Listen(IPAddress.Loopback, 0, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(certificate);
                })));
        var address = host.Addresses.Single(address => address.Scheme == "https");
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.Equals(certificate) },
        };
        using var http = new HttpClient(handler) { BaseAddress = address };

        using var served = await http.SendAsync(GrpcClient.Request(Script.Unary, GrpcClient.Frames(new SimpleRequest())));
        var old = GrpcClient.Request(Script.Unary, GrpcClient.Frames(new SimpleRequest()));
        old.Version = HttpVersion.Version11;
        using var refused = await http.SendAsync(old);

        served.TrailingHeaders.GetValues("grpc-status").ShouldBe(["0"]);
        refused.StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class Lives
    {
        public int Begun { get; set; }

        public int Ended { get; set; }
    }

    [Authorize("service")]
    private sealed class GuardedService : TestService.TestServiceBase
    {
        [Authorize("method")]
        public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) => Task.FromResult(new SimpleResponse());
    }

    private sealed class LivingService : TestService.TestServiceBase, IAsyncDisposable
    {
        private readonly Lives lives;

        public LivingService(Lives lives)
        {
            this.lives = lives;
            lives.Begun++;
        }

        public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) => Task.FromResult(new SimpleResponse());

        public ValueTask DisposeAsync()
        {
            lives.Ended++;
            return ValueTask.CompletedTask;
        }
    }
}
