using System.Net;
using Google.Protobuf;

namespace Compensation.Embedded.Grpc.Tests;

/// <summary>A request that stays open: messages are sent when a test sends them.</summary>
internal sealed class OpenContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sends a message; ends when there is room for the next.</summary>
    public async Task WriteAsync(IMessage message)
    {
        var stream = await opened.Task;
        await stream.WriteAsync(GrpcClient.Frame(message.ToByteArray()));
        await stream.FlushAsync();
    }

    /// <summary>There are no more messages.</summary>
    public void Close() => closed.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The headers go out with the first bytes.
        await stream.FlushAsync(cancellationToken);
        opened.SetResult(stream);
        await closed.Task.WaitAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
