using Compensation.Embedded.Grpc.Tests.Testing;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>What stands between the host and the handlers.</summary>
public sealed class InterceptorTests
{
    private readonly List<string> steps = [];

    [Theory]
    [InlineData(Script.Unary)]
    [InlineData(Script.Input)]
    [InlineData(Script.Output)]
    [InlineData(Script.Duplex)]
    public async Task Interceptors_OfEachKindOfCall_StandAroundItInTheirOrder(string path)
    {
        await using var host = await GrpcHost.StartAsync(
            NotingScript(),
            options =>
            {
                options.Interceptors.Add<Noting>("outer", steps);
                options.Interceptors.Add<Noting>("inner", steps);
            });
        using var client = new GrpcClient(host.Address);

        (await client.CallAsync(path, new SimpleRequest())).Status.ShouldBe("0");

        steps.ShouldBe(
            ["outer before", "inner before", "handler", "inner after", "inner disposed", "outer after", "outer disposed"]);
    }

    [Fact]
    public async Task Interceptor_ThatIsAService_IsTakenFromThereAndLeftAlone()
    {
        var interceptor = new Noting("registered", steps);
        await using var host = await GrpcHost.StartAsync(
            NotingScript(), options => options.Interceptors.Add<Noting>(), builder => builder.Services.AddSingleton(interceptor));
        using var client = new GrpcClient(host.Address);

        (await client.CallAsync(Script.Unary, new SimpleRequest())).Status.ShouldBe("0");

        steps.ShouldBe(["registered before", "handler", "registered after"]);
    }

    [Fact]
    public async Task Interceptor_ThatRefuses_KeepsTheCallFromTheHandler()
    {
        await using var host = await GrpcHost.StartAsync(NotingScript(), options => options.Interceptors.Add<Refusing>());
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Unary, new SimpleRequest());

        answer.Status.ShouldBe("16");
        answer.Message.ShouldBe("who are you?");
        steps.ShouldBeEmpty();
    }

    [Fact]
    public async Task Interceptor_WithAContextOfItsOwn_LeadsToTheRequestAllTheSame()
    {
        var path = "";
        var script = new Script
        {
            OnUnary = (_, context) =>
            {
                path = context.GetHttpContext().Request.Path;
                return Task.FromResult(new SimpleResponse());
            },
        };
        await using var host = await GrpcHost.StartAsync(script, options => options.Interceptors.Add<Wrapping>());
        using var client = new GrpcClient(host.Address);

        (await client.CallAsync(Script.Unary, new SimpleRequest())).Status.ShouldBe("0");

        path.ShouldBe(Script.Unary);
    }

    private Script NotingScript() => new()
    {
        OnUnary = (_, _) => Note(new SimpleResponse()),
        OnInput = (_, _) => Note(new StreamingInputCallResponse()),
        OnOutput = (_, _, _) => Note(true),
        OnDuplex = (_, _, _) => Note(true),
    };

    private Task<T> Note<T>(T result)
    {
        steps.Add("handler");
        return Task.FromResult(result);
    }

    private sealed class Noting(string name, List<string> steps) : Interceptor, IDisposable
    {
        public void Dispose() => steps.Add($"{name} disposed");

        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => base.UnaryServerHandler(request, context, continuation));

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => base.ClientStreamingServerHandler(requestStream, context, continuation));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => base.ServerStreamingServerHandler(request, responseStream, context, continuation));

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => base.DuplexStreamingServerHandler(requestStream, responseStream, context, continuation));

        private async Task<T> AroundAsync<T>(Func<Task<T>> go)
        {
            steps.Add($"{name} before");
            var result = await go();
            steps.Add($"{name} after");
            return result;
        }

        private async Task AroundAsync(Func<Task> go)
        {
            steps.Add($"{name} before");
            await go();
            steps.Add($"{name} after");
        }
    }

    private sealed class Refusing : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.Unauthenticated, "who are you?"));
    }

    private sealed class Wrapping : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            continuation(request, new WrappedContext(context));
    }

    private sealed class WrappedContext(ServerCallContext inner) : ServerCallContext
    {
        protected override string MethodCore => inner.Method;

        protected override string HostCore => inner.Host;

        protected override string PeerCore => inner.Peer;

        protected override DateTime DeadlineCore => inner.Deadline;

        protected override Metadata RequestHeadersCore => inner.RequestHeaders;

        protected override CancellationToken CancellationTokenCore => inner.CancellationToken;

        protected override Metadata ResponseTrailersCore => inner.ResponseTrailers;

        protected override Status StatusCore
        {
            get => inner.Status;
            set => inner.Status = value;
        }

        protected override WriteOptions? WriteOptionsCore
        {
            get => inner.WriteOptions;
            set => inner.WriteOptions = value;
        }

        protected override AuthContext AuthContextCore => inner.AuthContext;

        protected override IDictionary<object, object> UserStateCore => inner.UserState;

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => inner.WriteResponseHeadersAsync(responseHeaders);

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
            inner.CreatePropagationToken(options);
    }
}
