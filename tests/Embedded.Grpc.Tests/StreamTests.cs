using Compensation.Embedded.Grpc.Tests.Testing;
using Grpc.Core;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>Many messages, either way.</summary>
public sealed class StreamTests
{
    /// <summary>What may lie between a writer and a reader who does not read: windows and buffers of both sides.</summary>
    private const int MostBetween = 8 * 1024 * 1024;

    private const int MessageSize = 64 * 1024;
    private const int Many = 512;

    [Fact]
    public async Task Output_OfManyMessages_KeepsTheirOrder()
    {
        var script = new Script
        {
            OnOutput = async (_, responses, _) =>
            {
                for (var size = 0; size < 1000; size++)
                {
                    responses.WriteOptions = new WriteOptions(size % 3 == 0 ? default : WriteFlags.BufferHint);
                    await responses.WriteAsync(Script.Out(size));
                }
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);

        var answer = await client.CallAsync(Script.Output, new StreamingOutputCallRequest());

        answer.Status.ShouldBe("0");
        answer.Messages(StreamingOutputCallResponse.Parser).Select(message => message.Payload.Body.Length).ShouldBe(Enumerable.Range(0, 1000));
    }

    [Fact]
    public async Task Input_OfMessagesInAnyPieces_IsReadWhole()
    {
        var sizes = new List<int>();
        var script = new Script
        {
            OnInput = async (requests, _) =>
            {
                await foreach (var request in requests.ReadAllAsync())
                {
                    sizes.Add(request.Payload.Body.Length);
                }

                return new StreamingInputCallResponse();
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);
        var bytes = await GrpcClient.Frames(Script.In(0), Script.In(300), Script.In(1), Script.In(20_000)).ReadAsByteArrayAsync();

        var answer = await client.SendAsync(Script.Input, new PiecesContent(bytes, 193));

        answer.Status.ShouldBe("0");
        sizes.ShouldBe([0, 300, 1, 20_000]);
    }

    [Fact]
    public async Task Output_ToACallerWhoDoesNotRead_Waits()
    {
        var written = 0;
        var script = new Script
        {
            OnOutput = async (_, responses, _) =>
            {
                for (var count = 0; count < Many; count++)
                {
                    await responses.WriteAsync(Script.Out(MessageSize));
                    Interlocked.Add(ref written, MessageSize);
                }
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);
        using var response = await client.BeginAsync(GrpcClient.Request(Script.Output, GrpcClient.Frames(new StreamingOutputCallRequest())));
        await using var body = await response.Content.ReadAsStreamAsync();

        // Whenever the reader looks, the writer is no further ahead than what fits between them.
        var buffer = new byte[MessageSize];
        var read = 0L;
        for (var count = 0; count < Many; count++)
        {
            await body.ReadExactlyAsync(buffer);
            read += buffer.Length;
            (Volatile.Read(ref written) - read).ShouldBeLessThan(MostBetween);
        }

        while (await body.ReadAsync(buffer) is > 0)
        {
        }

        written.ShouldBe(Many * MessageSize);
        response.TrailingHeaders.GetValues("grpc-status").ShouldBe(["0"]);
    }

    [Fact]
    public async Task Input_OfAHandlerThatDoesNotRead_Waits()
    {
        var (sent, read) = (0, 0L);
        var script = new Script
        {
            OnInput = async (requests, _) =>
            {
                while (await requests.MoveNext())
                {
                    read += MessageSize;
                    (Volatile.Read(ref sent) - read).ShouldBeLessThan(MostBetween);
                    if (read % (64 * MessageSize) == 0)
                    {
                        await Task.Delay(20);
                    }
                }

                return new StreamingInputCallResponse();
            },
        };
        await using var host = await GrpcHost.StartAsync(script, options => options.EnableDetailedErrors = true);
        using var client = new GrpcClient(host.Address);
        var content = new OpenContent();
        var call = client.SendAsync(GrpcClient.Request(Script.Input, content));
        for (var count = 0; count < Many; count++)
        {
            await content.WriteAsync(Script.In(MessageSize));
            Interlocked.Add(ref sent, MessageSize);
        }

        content.Close();

        var answer = await call.Soon();
        answer.Status.ShouldBe("0", answer.Message);
        read.ShouldBe(Many * MessageSize);
    }

    [Fact]
    public async Task Duplex_InBothDirections_AnswersEachMessageBeforeTheNext()
    {
        var script = new Script
        {
            OnDuplex = async (requests, responses, _) =>
            {
                await foreach (var request in requests.ReadAllAsync())
                {
                    await responses.WriteAsync(Script.Out(request.ResponseParameters[0].Size));
                }
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);
        var content = new OpenContent();
        var beginning = client.BeginAsync(GrpcClient.Request(Script.Duplex, content));
        Stream? body = null;
        foreach (var size in new[] { 5, 0, 70_000 })
        {
            await content.WriteAsync(new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { Size = size } } });
            body ??= await (await beginning.Soon()).Content.ReadAsStreamAsync();
            var expected = GrpcClient.Frame(Google.Protobuf.MessageExtensions.ToByteArray(Script.Out(size)));
            var actual = new byte[expected.Length];
            await body.ReadExactlyAsync(actual);
            actual.ShouldBe(expected);
        }

        content.Close();
        (await body!.ReadAsync(new byte[1])).ShouldBe(0);
        (await beginning).TrailingHeaders.GetValues("grpc-status").ShouldBe(["0"]);
    }

    [Fact]
    public async Task Handler_ThatEndsBeforeTheCaller_EndsTheCall()
    {
        var script = new Script { OnDuplex = (_, responses, _) => responses.WriteAsync(Script.Out(3)) };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);

        // The caller never closes its side.
        var answer = await client.SendAsync(GrpcClient.Request(Script.Duplex, new OpenContent())).Soon();

        answer.Status.ShouldBe("0");
        answer.Messages(StreamingOutputCallResponse.Parser).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Handler_ThatWritesTwoAtATime_IsToldToAwait()
    {
        Exception? error = null;
        var script = new Script
        {
            OnOutput = async (_, responses, _) =>
            {
                // A write that waits may have ended before the next one begins, so this is tried until it has not.
                for (var count = 0; count < 1000 && error is null; count++)
                {
                    var first = responses.WriteAsync(Script.Out(500_000));
                    error = first.IsCompleted ? null : await Record.ExceptionAsync(() => responses.WriteAsync(Script.Out(1)));
                    await first;
                }
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);

        (await client.CallAsync(Script.Output, new StreamingOutputCallRequest())).Status.ShouldBe("0");

        error.ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("await");
    }

    [Fact]
    public async Task Handler_ThatUsesAStreamAfterItsEnd_Fails()
    {
        IAsyncStreamReader<StreamingOutputCallRequest>? read = null;
        IServerStreamWriter<StreamingOutputCallResponse>? written = null;
        var script = new Script
        {
            OnDuplex = (requests, responses, _) =>
            {
                (read, written) = (requests, responses);
                return Task.CompletedTask;
            },
        };
        await using var host = await GrpcHost.StartAsync(script);
        using var client = new GrpcClient(host.Address);
        await client.CallAsync(Script.Duplex, new StreamingOutputCallRequest());

        await Should.ThrowAsync<OperationCanceledException>(() => written!.WriteAsync(Script.Out(1)));
        await Should.ThrowAsync<OperationCanceledException>(() => read!.MoveNext());
    }

    [Fact]
    public async Task Handler_ThatReadsWithATokenOfItsOwn_MayGoOnReading()
    {
        var (given, up) = (0, new TaskCompletionSource());
        var script = new Script
        {
            OnInput = async (requests, _) =>
            {
                using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
                await Should.ThrowAsync<OperationCanceledException>(() => requests.MoveNext(impatience.Token));
                up.SetResult();
                while (await requests.MoveNext())
                {
                    given++;
                }

                return new StreamingInputCallResponse();
            },
        };
        await using var host = await GrpcHost.StartAsync(script, options => options.EnableDetailedErrors = true);
        using var client = new GrpcClient(host.Address);
        var content = new OpenContent();
        var call = client.SendAsync(GrpcClient.Request(Script.Input, content));
        await up.Task.Soon();
        await content.WriteAsync(Script.In(1));
        content.Close();

        var answer = await call.Soon();
        answer.Status.ShouldBe("0", answer.Message);
        given.ShouldBe(1);
    }
}
