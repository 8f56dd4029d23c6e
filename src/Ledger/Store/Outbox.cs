using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Store;

/// <summary>Represents the messages that tell other systems what has happened: each is committed together with what it tells of, so none is lost and none tells
/// of what did not happen.</summary>
/// <remarks>A reader takes them in their order and says how far it has come. What it had not acknowledged before it failed it gets again.</remarks>
public static class Outbox
{
    /// <summary>Adds a message to a transaction; it is saved with the transaction's other rows.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="sequence">The place in the programme's order of what it tells of; by it readers tell messages apart, so there is one for each.</param>
    /// <param name="topic">What it is about, such as <c>period.approved</c>.</param>
    /// <param name="body">The message, as JSON.</param>
    public static void Add(LedgerTransaction transaction, long sequence, string topic, string body)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Context.Add(new OutboxRow
        {
            Programme = transaction.Programme,
            Sequence = sequence,
            Number = 1,
            Topic = topic,
            Body = body,
        });
    }

    /// <summary>The messages after a place in the programme's order, the earliest first.</summary>
    /// <param name="context">The context.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="after">The sequence after which they come.</param>
    /// <param name="most">How many to give at most.</param>
    /// <param name="cancellation">Gives up.</param>
    public static Task<List<OutboxRow>> AfterAsync(
        LedgerContext context, int programme, long after, int most, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Rows<OutboxRow>().Where(row => row.Programme == programme && row.Sequence > after)
            .OrderBy(row => row.Sequence).Take(most).ToListAsync(cancellation);
    }

    /// <summary>The sequence up to which a reader has taken the messages; 0 for one that has taken none.</summary>
    public static Task<long> ReadToAsync(LedgerContext context, int programme, string reader, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Rows<OutboxReaderRow>().Where(row => row.Programme == programme && row.Reader == reader).Select(row => row.ReadTo)
            .SingleOrDefaultAsync(cancellation);
    }

    /// <summary>Notes how far a reader has come; it never goes back.</summary>
    /// <returns>The sequence up to which the reader has taken the messages now.</returns>
    public static async Task<long> AcknowledgeAsync(LedgerTransaction transaction, string reader, long upTo)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var (context, programme) = (transaction.Context, transaction.Programme);
        var before = await ReadToAsync(context, programme, reader);
        if (before == 0 && upTo > 0)
        {
            context.Add(new OutboxReaderRow { Programme = programme, Reader = reader, ReadTo = upTo });
            await context.SaveChangesAsync();
        }
        else if (upTo > before)
        {
            await context.Rows<OutboxReaderRow>().Where(row => row.Programme == programme && row.Reader == reader)
                .ExecuteUpdateAsync(row => row.SetProperty(known => known.ReadTo, upTo));
        }

        return Math.Max(before, upTo);
    }
}
