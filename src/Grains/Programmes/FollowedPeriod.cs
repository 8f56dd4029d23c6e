using Compensation.Grains.Genealogy;
using Compensation.Ledger.Books;
using Compensation.Ledger.Periods;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans;

namespace Compensation.Grains.Programmes;

/// <summary>Represents a period that is followed, and says its figures to sellers.</summary>
internal sealed class FollowedPeriod(Plan plan, LivePeriod live)
{
    private volatile bool isDropped;
    private volatile LiveTotals? totals;

    /// <summary>Whether it is followed no more, so that whoever waits for it has to ask again.</summary>
    public bool IsDropped
    {
        get => isDropped;
        set => isDropped = value;
    }

    public LivePeriod Live => live;

    public Plan Plan => plan;

    /// <summary>A seller's figures; null where the period does not know the seller.</summary>
    /// <param name="figures">The figures of all.</param>
    /// <param name="seller">The seller's number in the programme.</param>
    public SellerFigures? FiguresOf(LiveFigures figures, int seller)
    {
        if (figures.Explainer.NumberOf(seller) is not (>= 0 and var number))
        {
            return null;
        }

        SellerCard card;
        lock (figures.Explainer)
        {
            card = figures.Explainer.Card(number);
        }

        var earnings = card.Earned.Select(fact => new SellerFigure(fact.Name, fact.Text, fact.Units, fact.Decimals)).ToList();
        return new SellerFigures(figures.Sequence, figures.Result.Period, card.Ranks?.Rank ?? "", card.Ranks?.Next?.Name ?? "",
            [.. card.Ranks?.MissingForNext.Select(requirement => requirement.ToString()) ?? []],
            [.. card.Measures.Select(fact => new SellerFigure(fact.Name, fact.Text, fact.Units, fact.Decimals))],
            earnings.Sum(earned => earned.Units ?? 0), plan.Document.Currency, plan.Decimals)
        {
            Gaps = [.. card.Ranks?.MissingForNext.SelectMany(GapsOf) ?? []],
            Earnings = earnings,
        };
    }

    /// <summary>What the period comes to. Figures are added up once, however many look at them.</summary>
    public LiveTotals TotalsOf(LiveFigures figures) => totals is { } known && known.Sequence == figures.Sequence ? known
        : totals = new LiveTotals(figures.Sequence, figures.Result.Period, RunTotals.Of(plan, figures.Result), plan);

    /// <summary>A seller's legs in a tree; null where the period does not know the seller or the tree.</summary>
    public static LegFiguresPage? LegsOf(LiveFigures figures, int seller, string tree, int offset, int size)
    {
        lock (figures.Explainer)
        {
            return figures.Explainer.NumberOf(seller) is >= 0 and var number && figures.Explainer.LegsOf(number, tree) is { } heads
                ? new LegFiguresPage([.. heads.Skip(offset).Take(size).Select(head => LegOf(figures, head))], heads.Count, figures.Sequence)
                : null;
        }
    }

    private static LegFigures LegOf(LiveFigures figures, int head)
    {
        var measures = figures.Explainer.Measures(head);
        return new LegFigures(figures.Result.Sellers[head], figures.Explainer.RankOf(head),
            [.. measures.Select(fact => new SellerFigure(fact.Name, fact.Text, fact.Units, fact.Decimals))]);
    }

    /// <summary>What a requirement lacks, as numbers; of one that can be met in several ways, each way.</summary>
    private static IEnumerable<RankGap> GapsOf(Requirement requirement) => requirement.AnyOf.Count > 0
        ? requirement.AnyOf.Where(way => !way.Met).SelectMany(GapsOf)
        : [new RankGap(requirement.ToString(), Units(requirement.Actual), Units(requirement.Required), Units(requirement.Gap),
            requirement.Required?.Decimals ?? requirement.Actual?.Decimals ?? 0)];

    private static long? Units(Fact? fact) => fact?.Units;
}
