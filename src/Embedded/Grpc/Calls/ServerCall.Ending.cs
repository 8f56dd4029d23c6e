using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>The deadline, and the status at the end: whichever comes first answers the caller.</summary>
internal sealed partial class ServerCall
{
    private const int Writing = 1;
    private const int Over = 2;

    /// <summary>Longer than a timer can wait, so that none is needed.</summary>
    private static readonly TimeSpan Forever = TimeSpan.FromDays(24);

    private int state;
    private DateTime? deadline;
    private ITimer? timer;
    private CancellationTokenSource? cancellation;
    private CancellationToken? deadlineToken;
    private Task? expiry;
    private bool hasExpired;

    protected override DateTime DeadlineCore => deadline ?? DateTime.MaxValue;

    protected override CancellationToken CancellationTokenCore => deadlineToken ?? http.RequestAborted;

    /// <summary>The handler is done: sends the status, unless the deadline has.</summary>
    public async ValueTask EndAsync()
    {
        var before = Interlocked.Or(ref state, Over);
        if (timer is not null)
        {
            await timer.DisposeAsync();
            await (expiry ?? Task.CompletedTask);
            cancellation!.Dispose();
        }

        if ((before & Writing) != 0)
        {
            CallLog.Unawaited(settings.Log, method.FullName);
            http.Abort();
        }
        else if (isBroken)
        {
            // A part of a message cannot be taken back, and nothing may follow it.
            http.Abort();
        }
        else if ((before & Over) == 0)
        {
            PutStatus(status, responseTrailers);
        }

        if (http.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
        {
            activity.SetTag("grpc.method", method.FullName);
            activity.SetTag("grpc.status_code", $"{(int)(hasExpired ? StatusCode.DeadlineExceeded : status.StatusCode)}");
        }
    }

    private void BeginDeadline()
    {
        string? text = http.Request.Headers.GrpcTimeout;
        if (text is null)
        {
            return;
        }

        if (!CallTimeout.TryParse(text, out var timeout))
        {
            throw new RpcException(new Status(
                StatusCode.Internal, $"grpc-timeout: \"{text}\" is not up to eight digits and one of n, u, m, S, M and H."));
        }

        var now = settings.Clock.GetUtcNow().UtcDateTime;
        deadline = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
        if (timeout < Forever)
        {
            cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            deadlineToken = cancellation.Token;
            timer = settings.Clock.CreateTimer(static call => ((ServerCall)call!).Expire(), this, timeout, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The deadline has passed. The handler goes on until it looks, but the caller hears now.</summary>
    private void Expire()
    {
        var before = Interlocked.Or(ref state, Over);
        if ((before & Over) != 0)
        {
            return;
        }

        hasExpired = true;
        CallLog.Expired(settings.Log, method.FullName);
        if ((before & Writing) != 0)
        {
            // Whoever writes finds that it is over, and answers in its place.
            http.Response.BodyWriter.CancelPendingFlush();
        }
        else
        {
            expiry = AnswerExpiredAsync();
        }

        try
        {
            cancellation!.Cancel();
        }
        catch (AggregateException error)
        {
            // What a handler has registered must not end the process, as any exception in a timer does.
            CallLog.Failed(settings.Log, method.FullName, error);
        }
    }

    private async Task AnswerExpiredAsync()
    {
        PutStatus(new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded"), trailers: null);
        await http.Response.CompleteAsync();
        http.Features.Get<IHttpResetFeature>()?.Reset(0);
    }

    private void BeginWriting()
    {
        var before = Interlocked.CompareExchange(ref state, Writing, 0);
        if (before != 0)
        {
            ThrowIfOver();
            throw new InvalidOperationException("Only one message can be written at a time; await the one before.");
        }
    }

    /// <summary>The request behind a call that is over may carry another one by now.</summary>
    private void ThrowIfOver()
    {
        if ((Volatile.Read(ref state) & Over) != 0)
        {
            throw new OperationCanceledException("The call is over.");
        }
    }

    private async ValueTask EndWritingAsync()
    {
        if ((Interlocked.And(ref state, ~Writing) & Over) != 0)
        {
            await AnswerExpiredAsync();
        }
    }

    /// <summary>The status goes behind the messages; where there are none, it takes the place of the response's headers.</summary>
    private void PutStatus(Status ended, Metadata? trailers)
    {
        var headers = hasWritten || http.Response.HasStarted
            ? http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : http.Response.Headers;
        try
        {
            if (trailers is not null)
            {
                MetadataHeaders.Write(headers, trailers);
            }
        }
        catch (InvalidOperationException error)
        {
            CallLog.BadTrailers(settings.Log, method.FullName, error);
            ended = new Status(StatusCode.Internal, "The trailers of the answer cannot be sent: a text in them is not printable ASCII.");
        }

        StatusHeaders.Write(headers, ended);
    }
}
