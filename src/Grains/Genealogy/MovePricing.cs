using Compensation.Grains.Periods;
using Compensation.Ledger.Books;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using NodaTime;

namespace Compensation.Grains.Genealogy;

/// <summary>Prices a change before it is recorded: closes each period that it touches without it and with it. Writes nothing.</summary>
/// <remarks>After a closed period both sides take over what its first approved run has left, as a restatement posts differences and leaves the carry as it is;
/// after an open one each side takes over its own. Clawbacks of late refunds stay out of both.</remarks>
/// <param name="database">The ledger.</param>
/// <param name="programme">The programme.</param>
/// <param name="plans">The published plans.</param>
public sealed class MovePricing(LedgerDatabase database, int programme, PublishedPlans plans)
{
    /// <summary>Prices events.</summary>
    /// <param name="events">What would happen.</param>
    /// <param name="terms">The recorded trees that the events speak of.</param>
    /// <param name="asOf">The ledger's sequence up to which it is read.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FieldValueException">A plan cannot take a value of the ledger.</exception>
    /// <exception cref="OverflowException">See <see cref="PeriodClose.Close"/>.</exception>
    public async Task<MovePrice> PriceAsync(
        IReadOnlyList<GenealogyEvent> events, IReadOnlyList<TreeTerms> terms, long asOf, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        await using var context = database.CreateContext();
        var effective = events.Select(EffectiveOf).Min();
        var periods = await LedgerPeriods.ReadAsync(context, programme, cancellation);
        var touched = periods.Where(period => period.Period.End > effective).ToList();
        var carry = (Without: Carry.None, With: Carry.None);
        var prices = new List<PeriodPrice>();
        Plan? plan = null;
        foreach (var period in touched)
        {
            plan = await plans.ReadAsync(context, programme, period.PlanVersion, cancellation);
            var book = await BookReader.ReadAsync(database, context, programme, plan, period.Period, asOf, cancellation: cancellation);
            if (prices.Count == 0 || prices[^1].IsClosed)
            {
                var carried = CarriedRun.Read(database, context, programme, CarriedRun.Before(periods, period.Period.Start), book);
                carry = (carried, carried);
            }

            var without = PeriodClose.Close(plan, book.ToSnapshot(carry.Without));
            Add(book, events, terms, await context.ReadWordsAsync(programme, cancellation));
            var with = PeriodClose.Close(plan, book.ToSnapshot(carry.With));
            prices.Add(new PeriodPrice(period.Period.Name, !period.IsOpen, Compare(Pay(without), Pay(with)), Ranks(plan, without, with)));
            carry = (without.Carry, with.Carry);
        }

        return new MovePrice(prices, asOf, plan?.Document.Currency ?? "", plan?.Decimals ?? 0);
    }

    private static Instant EffectiveOf(GenealogyEvent happened) => happened switch
    {
        GenealogyEvent.Enrolled enrolled => enrolled.At,
        GenealogyEvent.Stands stands => stands.Edge.From,
        GenealogyEvent.Changed changed => changed.Change.At,
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>Adds what would happen to a book. A tree or leg that the ledger has no word for yet is in no plan's columns either.</summary>
    private static void Add(PeriodBook book, IReadOnlyList<GenealogyEvent> events, IReadOnlyList<TreeTerms> terms, List<string> words)
    {
        foreach (var happened in events)
        {
            switch (happened)
            {
                case GenealogyEvent.Enrolled enrolled:
                    book.AddSeller(System.Text.Encoding.UTF8.GetBytes(enrolled.Id), enrolled.At.ToUnixTimeMilliseconds(), Given(enrolled.Values));
                    break;
                case GenealogyEvent.Changed { Change: { Values: { } values } change }:
                    book.ChangeSeller(change.Seller, change.At.ToUnixTimeMilliseconds(), Given(values));
                    break;
                case GenealogyEvent.Stands { Edge: var edge }:
                    var tree = terms[edge.Tree];
                    var leg = edge.Leg < 0 ? 0 : words.IndexOf(tree.Legs[edge.Leg]) + 1;
                    book.AddEdge(words.IndexOf(tree.Name) + 1, edge.Seller, edge.Parent, leg, edge.Effective);
                    break;
                default:
                    break;
            }
        }
    }

    private static long[] Given(IReadOnlyList<long?> values) => [.. values.Select(value => value ?? Field.NotGiven)];

    private static Dictionary<string, long> Pay(Result result)
    {
        var pay = new long[result.Sellers.Count];
        for (var line = 0; line < result.Lines.Count; line++)
        {
            pay[result.Lines.Payee[line]] += result.Lines.Amount[line];
        }

        return pay.Select((amount, seller) => (amount, seller)).Where(entry => entry.amount != 0)
            .ToDictionary(entry => result.Sellers[entry.seller], entry => entry.amount);
    }

    private static IReadOnlyList<PayChange> Compare(Dictionary<string, long> without, Dictionary<string, long> with) =>
        [.. without.Keys.Union(with.Keys).Select(seller => new PayChange(seller, without.GetValueOrDefault(seller), with.GetValueOrDefault(seller)))
            .Where(change => change.Change != 0).OrderBy(change => change.Seller, StringComparer.Ordinal)];

    private static IReadOnlyList<RankChange> Ranks(Plan plan, Result without, Result with)
    {
        var (before, after) = (RankBySeller(plan, without), RankBySeller(plan, with));
        return [.. before.Keys.Union(after.Keys)
            .Select(seller => new RankChange(seller, before.GetValueOrDefault(seller, ""), after.GetValueOrDefault(seller, "")))
            .Where(change => change.Before != change.After).OrderBy(change => change.Seller, StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> RankBySeller(Plan plan, Result result) => result.Rank.Select((rank, seller) => (rank, seller))
        .Where(entry => entry.rank > 0).ToDictionary(entry => result.Sellers[entry.seller], entry => plan.Ranks[(int)entry.rank - 1]);
}
