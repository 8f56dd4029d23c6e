using Compensation.Ledger.Books;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Closing;

/// <summary>A period as closed from the ledger.</summary>
/// <param name="Book">The rows it was closed from.</param>
/// <param name="Origin">What is sealed beside the numbers.</param>
/// <param name="Result">What it came to.</param>
/// <param name="Root">The root of its package.</param>
/// <param name="Findings">What to know: refunds whose run is not known.</param>
public sealed record LedgerCalculation(PeriodBook Book, RunOrigin Origin, Result Result, string Root, IReadOnlyList<Finding> Findings);

/// <summary>Closes a period from what the ledger says as of a sequence.</summary>
public static class LedgerClose
{
    /// <summary>Calculates; nothing is written.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="period">The period.</param>
    /// <param name="asOf">The sequence up to which the ledger is read.</param>
    /// <param name="previousRun">The run of the period before, whose carry is taken over; null for a first period.</param>
    /// <param name="engine">The version of the program.</param>
    /// <param name="restates">The run that was approved first, where the period is calculated again: who was placed by it stays. Null for a close.</param>
    /// <param name="threads">How many threads the close may use.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FieldValueException">The plan cannot take a value of the ledger.</exception>
    /// <exception cref="OverflowException">See <see cref="PeriodClose.Close"/>, as for its other exceptions.</exception>
    public static async Task<LedgerCalculation> CalculateAsync(LedgerDatabase database, int programme, Plan plan, Period period, long asOf, int? previousRun,
        string engine, int? restates = null, int threads = 1, CancellationToken cancellation = default)
    {
        await using var context = database.CreateContext();
        var book = await BookReader.ReadAsync(database, context, programme, plan, period, asOf, threads, cancellation: cancellation);
        return Calculate(database, context, programme, plan, book, previousRun, engine, restates, threads);
    }

    /// <summary>Calculates from a book that is filled already.</summary>
    /// <inheritdoc cref="CalculateAsync"/>
    public static LedgerCalculation Calculate(LedgerDatabase database, LedgerContext context, int programme, Plan plan, PeriodBook book, int? previousRun,
        string engine, int? restates = null, int threads = 1)
    {
        var previous = previousRun is { } run ? LedgerRun.Open(database, context, programme, run, book.SellerIds()) : null;
        var carry = previous?.ReadCarry() ?? Carry.None;
        if (restates is { } original)
        {
            carry = StandingAs(LedgerRun.Open(database, context, programme, original, book.SellerIds()).ReadPlaces(), carry, book.SellerIds());
        }

        var late = new LatePay(database, programme, plan, previousRun);
        var snapshot = late.AddTo(book.ToSnapshot(carry));
        // The book is hashed beside the close; both only read it.
        var (result, input) = ((Result?)null, (InputFile?)null);
        AtOnce.Do(threads, () => result = PeriodClose.Close(plan, snapshot, threads), () => input = book.ToInput());
        var origin = new RunOrigin(plan, snapshot, new RunInputs([input!], previous?.Root), engine);
        return new LedgerCalculation(book, origin, result!, RunWriter.RootOf(origin, result!, threads), late.Findings);
    }

    /// <summary>A carry in which who was placed by a run that was approved stands where it placed them; what was given since fills what is left.</summary>
    private static Carry StandingAs(IReadOnlyList<CarryPlace> approved, Carry carry, Ids sellers)
    {
        var placed = approved.Select(place => (place.Tree, place.Seller)).ToHashSet();
        var taken = approved.Select(place => (place.Tree, place.Parent, place.Leg)).ToHashSet();
        return carry with
        {
            Sellers = sellers,
            Places = [.. approved.Concat(carry.Places.Where(place =>
                !placed.Contains((place.Tree, place.Seller)) && !taken.Contains((place.Tree, place.Parent, place.Leg))))
                .OrderBy(place => place.Tree, StringComparer.Ordinal).ThenBy(place => place.Seller)],
        };
    }
}
