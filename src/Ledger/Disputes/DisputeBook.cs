using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Disputes;

/// <summary>Represents a dispute as the ledger holds it.</summary>
/// <param name="Row">What it is about.</param>
/// <param name="Messages">What was said, from the first to the last; never none.</param>
public sealed record LedgerDispute(DisputeRow Row, IReadOnlyList<DisputeMessageRow> Messages)
{
    /// <summary>Where it stands.</summary>
    public DisputeStatus Status => Messages[^1].Status;

    /// <summary>Whether nothing more can be said.</summary>
    public bool IsClosed => Status is DisputeStatus.Granted or DisputeStatus.Declined or DisputeStatus.Withdrawn;
}

/// <summary>Keeps the disputes of sellers.</summary>
public static class DisputeBook
{
    /// <summary>Opens a dispute; its rows are saved with the transaction's others.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="seller">The seller who asks.</param>
    /// <param name="period">The period's number.</param>
    /// <param name="line">The line's number in the run; 0 where a line is missing.</param>
    /// <param name="who">Who opens it.</param>
    /// <param name="text">What is asked.</param>
    /// <param name="sequence">The entry's place in the programme's order.</param>
    public static async Task<LedgerDispute> OpenAsync(
        LedgerTransaction transaction, int seller, int period, int line, string who, string text, long sequence)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var last = await transaction.Context.Rows<DisputeRow>().Where(row => row.Programme == transaction.Programme).MaxAsync(row => (int?)row.Dispute) ?? 0;
        var dispute = new DisputeRow
        {
            Programme = transaction.Programme,
            Dispute = last + 1,
            Seller = seller,
            Period = period,
            Line = line,
            Opened = transaction.Recorded,
            Sequence = sequence,
        };
        transaction.Context.Add(dispute);
        // Its message refers to it, and the database looks for that as each row comes in.
        await transaction.Context.SaveChangesAsync();
        return Add(transaction, new LedgerDispute(dispute, []), DisputeStatus.Open, who, text, sequence);
    }

    /// <summary>Adds a message to a dispute; it is saved with the transaction's other rows.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="dispute">The dispute as this transaction has read it.</param>
    /// <param name="status">Where it stands afterwards.</param>
    /// <param name="who">Who says it.</param>
    /// <param name="text">What is said.</param>
    /// <param name="sequence">The entry's place in the programme's order.</param>
    /// <returns>The dispute afterwards.</returns>
    public static LedgerDispute Add(
        LedgerTransaction transaction, LedgerDispute dispute, DisputeStatus status, string who, string text, long sequence)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(dispute);
        var message = new DisputeMessageRow
        {
            Programme = dispute.Row.Programme,
            Dispute = dispute.Row.Dispute,
            Message = dispute.Messages.Count + 1,
            Status = status,
            Who = who,
            At = transaction.Recorded,
            Text = text,
            Sequence = sequence,
        };
        transaction.Context.Add(message);
        return dispute with { Messages = [.. dispute.Messages, message] };
    }

    /// <summary>A dispute by its number, or null.</summary>
    public static async Task<LedgerDispute?> FindAsync(LedgerContext context, int programme, long dispute, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var row = await context.Rows<DisputeRow>().SingleOrDefaultAsync(row => row.Programme == programme && row.Dispute == dispute, cancellation);
        return row is null ? null : (await WithMessagesAsync(context, programme, [row], cancellation))[0];
    }

    /// <summary>The disputes of a programme, those whose last message is oldest first.</summary>
    /// <param name="context">The context.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="status">Only those that stand here; null for all.</param>
    /// <param name="after">The sequence of the last message of the dispute before; 0 for the first ones.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<LedgerDispute>> ListAsync(
        LedgerContext context, int programme, DisputeStatus? status, long after, int take, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var messages = context.Rows<DisputeMessageRow>().Where(row => row.Programme == programme);
        var last = messages.Where(row => row.Sequence > after && !messages.Any(later => later.Dispute == row.Dispute && later.Message > row.Message));
        var waiting = status is { } wanted ? last.Where(row => row.Status == wanted) : last;
        var numbers = await waiting.OrderBy(row => row.Sequence).Take(take).Select(row => row.Dispute).ToListAsync(cancellation);
        var rows = await context.Rows<DisputeRow>().Where(row => row.Programme == programme && numbers.Contains(row.Dispute))
            .ToDictionaryAsync(row => row.Dispute, cancellation);
        return await WithMessagesAsync(context, programme, numbers.ConvertAll(number => rows[number]), cancellation);
    }

    /// <summary>The disputes of a seller, the latest first.</summary>
    /// <param name="context">The context.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="seller">The seller's number.</param>
    /// <param name="before">Only those with a smaller number.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<LedgerDispute>> OfSellerAsync(
        LedgerContext context, int programme, int seller, int before, int take, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var rows = await context.Rows<DisputeRow>().Where(row => row.Programme == programme && row.Seller == seller && row.Dispute < before)
            .OrderByDescending(row => row.Dispute).Take(take).ToListAsync(cancellation);
        return await WithMessagesAsync(context, programme, rows, cancellation);
    }

    private static async Task<IReadOnlyList<LedgerDispute>> WithMessagesAsync(
        LedgerContext context, int programme, List<DisputeRow> disputes, CancellationToken cancellation)
    {
        var numbers = disputes.ConvertAll(dispute => dispute.Dispute);
        var messages = (await context.Rows<DisputeMessageRow>().Where(row => row.Programme == programme && numbers.Contains(row.Dispute))
            .OrderBy(row => row.Message).ToListAsync(cancellation)).ToLookup(row => row.Dispute);
        return disputes.ConvertAll(dispute => new LedgerDispute(dispute, [.. messages[dispute.Dispute]]));
    }
}
