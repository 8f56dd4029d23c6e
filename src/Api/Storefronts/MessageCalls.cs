using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Streams;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Api.Storefronts;

/// <summary>Gives out the messages of the outbox, and keeps how far each reader has come.</summary>
/// <param name="database">The ledger.</param>
/// <param name="writer">The silo's writer.</param>
/// <param name="time">The clock.</param>
public sealed class MessageCalls(LedgerDatabase database, LedgerWriter writer, TimeProvider time)
{
    private const int AtOnce = 500;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Sends messages from the first one that was not acknowledged, and then those that come.</summary>
    /// <exception cref="CallException">The reader's name is none, or the program stops.</exception>
    public async Task FollowAsync(WatchMessagesRequest request, IServerStreamWriter<Message> stream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(stream);
        var (caller, cancellation) = (context.Caller(), context.CancellationToken);
        var reader = ReaderOf(caller, request.Reader);
        long? sent = null;
        while (true)
        {
            var rows = await ReadAsync(caller.Programme, reader, sent, cancellation);
            foreach (var row in rows)
            {
                await stream.WriteAsync(new Message { Sequence = row.Sequence, Topic = row.Topic, Body = row.Body }, cancellation);
                sent = row.Sequence;
            }

            if (rows.Count < AtOnce)
            {
                await context.PauseAsync(BetweenLooks, time);
            }
        }
    }

    /// <summary>Notes how far a reader has come.</summary>
    /// <exception cref="CallException">The reader's name is none, or there is no such message yet.</exception>
    public async Task<AcknowledgeMessagesResponse> AcknowledgeAsync(Caller caller, AcknowledgeMessagesRequest request)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        var reader = ReaderOf(caller, request.Reader);
        await using var context = database.CreateContext();
        if (!await context.Rows<OutboxRow>().AnyAsync(row => row.Programme == caller.Programme && row.Sequence == request.Sequence))
        {
            throw CallErrors.Invalid("sequence", $"{request.Sequence}", "There is no message of this sequence.",
                "Give the sequence of the last message that was taken in.");
        }

        return new AcknowledgeMessagesResponse
        {
            Sequence = await writer.WriteAsync(caller.Programme, transaction => Outbox.AcknowledgeAsync(transaction, reader, request.Sequence)),
        };
    }

    private static string ReaderOf(Caller caller, string reader) => caller.RequestId(Wire.CheckId(reader, "reader"));

    private async Task<List<OutboxRow>> ReadAsync(int programme, string reader, long? sent, CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        var after = sent ?? await Outbox.ReadToAsync(context, programme, reader, cancellation);
        return await Outbox.AfterAsync(context, programme, after, AtOnce, cancellation);
    }
}
