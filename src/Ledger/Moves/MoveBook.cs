using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Moves;

/// <summary>Represents a move as the ledger holds it.</summary>
/// <param name="Row">What is moved where.</param>
/// <param name="Events">Its steps, from the proposal on; never none.</param>
public sealed record LedgerMove(MoveRow Row, IReadOnlyList<MoveEventRow> Events)
{
    /// <summary>Where it stands.</summary>
    public MoveStatus Status => Events[^1].Status;

    /// <summary>The ledger's sequence of the change of the tree; null as long as it was not carried out.</summary>
    public long? Change => Events.FirstOrDefault(step => step.Status == MoveStatus.Done)?.Sequence;
}

/// <summary>Keeps moves of sellers that wait for a second person.</summary>
public static class MoveBook
{
    /// <summary>Adds a proposed move; its rows are saved with the transaction's others.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="id">The move's id, which no other one has.</param>
    /// <param name="seller">The seller's number.</param>
    /// <param name="draft">What is moved where, as JSON.</param>
    /// <param name="price">Its price, as JSON.</param>
    /// <param name="step">Who proposes it, and the entry's place in the programme's order.</param>
    public static async Task<LedgerMove> ProposeAsync(
        LedgerTransaction transaction, string id, int seller, string draft, string price, (string Who, string Why, long Sequence) step)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var last = await transaction.Context.Rows<MoveRow>().Where(row => row.Programme == transaction.Programme).MaxAsync(row => (int?)row.Move) ?? 0;
        var row = new MoveRow
        {
            Programme = transaction.Programme,
            Move = last + 1,
            Id = id,
            Seller = seller,
            Draft = draft,
            Price = price,
            Sequence = step.Sequence,
        };
        transaction.Context.Add(row);
        // Its first step refers to it, and the database looks for that as each row comes in.
        await transaction.Context.SaveChangesAsync();
        return Add(transaction, new LedgerMove(row, []), MoveStatus.Proposed, step);
    }

    /// <summary>Adds a step to a move; it is saved with the transaction's other rows.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="move">The move as this transaction has read it.</param>
    /// <param name="status">Where it stands afterwards.</param>
    /// <param name="step">Who does it and why, and the entry's place in the programme's order.</param>
    /// <returns>The move afterwards.</returns>
    public static LedgerMove Add(LedgerTransaction transaction, LedgerMove move, MoveStatus status, (string Who, string Why, long Sequence) step)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(move);
        var added = new MoveEventRow
        {
            Programme = move.Row.Programme,
            Move = move.Row.Move,
            Event = move.Events.Count + 1,
            Status = status,
            Who = step.Who,
            Why = step.Why,
            At = transaction.Recorded,
            Sequence = step.Sequence,
        };
        transaction.Context.Add(added);
        return move with { Events = [.. move.Events, added] };
    }

    /// <summary>A move by its id, or null.</summary>
    public static async Task<LedgerMove?> FindAsync(LedgerContext context, int programme, string id, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var row = await context.Rows<MoveRow>().SingleOrDefaultAsync(row => row.Programme == programme && row.Id == id, cancellation);
        return row is null ? null : (await WithEventsAsync(context, programme, [row], cancellation))[0];
    }

    /// <summary>Moves of a programme, the latest first.</summary>
    /// <param name="context">The context.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="status">Only those that stand here; null for all.</param>
    /// <param name="before">Only those with a smaller number.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<LedgerMove>> ListAsync(
        LedgerContext context, int programme, MoveStatus? status, int before, int take, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var steps = context.Rows<MoveEventRow>().Where(row => row.Programme == programme);
        var rows = context.Rows<MoveRow>().Where(row => row.Programme == programme && row.Move < before);
        if (status is { } wanted)
        {
            rows = rows.Where(row => steps.Where(step => step.Move == row.Move).OrderByDescending(step => step.Event).First().Status == wanted);
        }

        return await WithEventsAsync(context, programme, await rows.OrderByDescending(row => row.Move).Take(take).ToListAsync(cancellation), cancellation);
    }

    private static async Task<IReadOnlyList<LedgerMove>> WithEventsAsync(
        LedgerContext context, int programme, List<MoveRow> moves, CancellationToken cancellation)
    {
        var numbers = moves.ConvertAll(move => move.Move);
        var steps = (await context.Rows<MoveEventRow>().Where(row => row.Programme == programme && numbers.Contains(row.Move))
            .OrderBy(row => row.Event).ToListAsync(cancellation)).ToLookup(row => row.Move);
        return moves.ConvertAll(move => new LedgerMove(move, [.. steps[move.Move]]));
    }
}
