using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <content>For a witness alone: what a walk offers that nobody receives, and that nobody else receives instead.</content>
internal sealed partial class WalkBonus
{
    private int[]? depths;

    /// <summary>Whether a path offers one rate, the highest, and each ancestor only takes a part of it.</summary>
    private bool OffersOneRate => rule.Document.Less == WalkLess.RatesBelow;

    /// <summary>Whether a path offers each level once. Where every ancestor has generations of their own, or levels have no end, it offers what
    /// stands there.</summary>
    private bool OffersEachLevel(in WalkState state) => !OffersOneRate && !rule.OwnRank && state.LastLevel < int.MaxValue;

    private void BeginOffers(in Spot start, ref WalkState state)
    {
        state.Reached = ByGeneration ? rule.Document.Generation!.NumberedFrom + state.Passed - 1 : 0;
        var depth = rule.Depth?.OfferAt(start);
        var deepest = depth is { IsKnown: true } known ? known.Most.Numerator / known.Most.Denominator : int.MaxValue;
        state.LastLevel = (int)Math.Min(mostLevels, deepest);
    }

    /// <summary>Whether the level of an ancestor who may not receive is still there for the next one.</summary>
    private bool LevelGoesOn(in Spot spot, bool receives) => !counts.IsNone && !counts.Holds(spot)
        || (!receives && rule.Document.Generation is { Ineligible: IneligibleBoundary.Invisible } generation
            && (rule.OwnRank || generation.Pays == GenerationPays.Boundaries));

    /// <summary>Whether the share of an ancestor who may not receive stays with the company; if others may still take the rate, it is noted.</summary>
    private bool IsLost(in Spot spot, bool receives, bool counted, ref WalkState state)
    {
        if (rule.Document.NotReceived == NotReceived.PassesUp || (OffersOneRate && !counted))
        {
            return false;
        }

        if (!counted && (rule.Document.BlockedBy != WalkBlock.Nobody || rule.Total is not null))
        {
            state.Missed = rule.Document.BlockedBy != WalkBlock.Nobody ? Rate.Max(state.Missed, spot.Offered) : state.Missed + spot.Offered;
            return false;
        }

        // Too deep for everybody is no offer, and where nobody knows how deep it ever goes, too deep is none either.
        var offered = spot.Level <= state.LastLevel && (!receives || state.LastLevel < int.MaxValue);
        return !LevelGoesOn(spot, receives) && (offered || OffersOneRate);
    }

    /// <summary>Tells of an ancestor at whom no level begins: lost where the level is used up. Whom the close leaps over only an explanation sees.</summary>
    private void SeeNotOpen<TWitness>(in Spot spot, ref WalkState state, ref TWitness witness)
        where TWitness : IWitness
    {
        var usedUp = OffersEachLevel(state) && !ByGeneration && rule.Document.Levels.Otherwise == LevelOtherwise.UseUp;
        if (!TWitness.MeetsEverybody && !usedUp)
        {
            return;
        }

        var seen = IfOpen(spot, state);
        var lost = usedUp && !seen.At.Offered.IsZero && seen.At.Level <= state.LastLevel;
        state.Reached = lost ? Math.Max(state.Reached, seen.At.Level) : state.Reached;
        witness.See(seen with { Failed = opens.Expression, IsLost = lost });
    }

    /// <summary>Tells of levels that are used up without having been offered to anybody: those who stand there have no rate.</summary>
    private void SeeUsedUp<TWitness>(in Spot spot, ref WalkState state, ref TWitness witness)
        where TWitness : IWitness
    {
        var next = ByGeneration ? rule.Document.Generation!.NumberedFrom + state.Passed : counts.IsNone ? state.Level + 1 : state.Level;
        if (!OffersEachLevel(state))
        {
            return;
        }

        while (state.Reached < Math.Min(next - 1, state.LastLevel))
        {
            state.Reached++;
            See(Outcome.Unfilled, rates.OfferAt(spot with { Level = state.Reached }).Least, spot with { Level = state.Reached }, state, ref witness);
        }
    }

    /// <summary>Tells what is left when the walk has ended: shares that waited for somebody, levels and rates for which nobody stands above.</summary>
    private void SeeRest<TWitness>(in Spot start, ref WalkState state, ref TWitness witness)
        where TWitness : IWitness
    {
        // A differential that grants to receivers alone still has that rate to offer; it is in the rest of the rate.
        if (!OffersOneRate || rule.Document.Counting == WalkCounting.Everyone)
        {
            See(Outcome.NotReceived, state.HeldBack, start, state, ref witness);
        }

        See(Outcome.NotReceived, Unclaimed(state), start, state, ref witness);
        if (state.Ended)
        {
            return;
        }

        var people = PeopleAbove(start.Self);
        if (OffersOneRate)
        {
            See(people > 0 ? Outcome.Unfilled : Outcome.NoUpline, RestOfRate(start, state), start, state, ref witness);
        }
        else if (OffersEachLevel(state))
        {
            SeeRestOfLevels(start, people, ref state, ref witness);
        }
    }

    /// <summary>The rate of those who may not receive that nobody above took.</summary>
    private Rate Unclaimed(in WalkState state)
    {
        var taken = rule.Document.BlockedBy switch
        {
            WalkBlock.SameOrHigher => state.Missed <= state.HighestBelow,
            WalkBlock.Higher => state.Missed < state.HighestBelow,
            _ => false,
        };
        return taken ? Rate.Zero : WithinTotal(state.Missed, state);
    }

    /// <summary>How much the highest rate of the table is above what was granted.</summary>
    private Rate RestOfRate(in Spot start, in WalkState state)
    {
        var most = Rate.Zero;
        var last = mostLevels == int.MaxValue ? state.Level + 1 : mostLevels;
        for (var level = state.Level + 1; level <= last; level++)
        {
            most = Rate.Max(most, rates.OfferAt(start with { Level = level }).Most);
        }

        return WithinTotal(Rate.Max(Rate.Zero, most - state.Granted), state);
    }

    private void SeeRestOfLevels<TWitness>(in Spot start, int people, ref WalkState state, ref TWitness witness)
        where TWitness : IWitness
    {
        var first = ByGeneration ? rule.Document.Generation!.NumberedFrom + (SourceCounts && boundary.Holds(start) ? 1 : 0) : 1;
        for (var level = state.Reached + 1; level <= state.LastLevel; level++)
        {
            var spot = start with { Level = level };
            var share = WithinTotal(rates.OfferAt(spot).Least, state);
            state.Spent += share;
            var price = See(level - first < people ? Outcome.Unfilled : Outcome.NoUpline, share, spot, state, ref witness);
            if (rule.Document.Cascade && !share.IsZero)
            {
                (state.Base, state.BaseDecimals) = (price.Amount, frame.Plan.Decimals);
            }
        }
    }

    private Rate WithinTotal(Rate share, in WalkState state) =>
        rule.Total is { } total ? Rate.Min(share, Rate.Max(Rate.Zero, total - state.Spent)) : share;

    /// <summary>Tells of a share that is offered to nobody in particular: no limit of a line applies, a factor counts with the least that it gives.</summary>
    private Price See<TWitness>(Outcome outcome, Rate share, in Spot spot, in WalkState state, ref TWitness witness)
        where TWitness : IWitness
    {
        if (share.IsZero)
        {
            return default;
        }

        var rate = rule.Times is null ? share : share * rule.Times.OfferAt(spot).Least;
        var (units, decimals) = BaseOf(state);
        var price = new Price(units, decimals, rate, frame.Plan.Rounding.Multiply(units, decimals, rate, frame.Plan.Decimals));
        witness.See(new Event(outcome, -1, spot) { Price = price, IsLost = true });
        return price;
    }

    /// <summary>How many sellers stand above a source from the first level on.</summary>
    private int PeopleAbove(int source)
    {
        depths ??= tree.Depths();
        var self = rule.Document.Starts == WalkStart.Self;
        var first = self ? source : (firstStep ?? tree).Parent[source];
        return first < 0 ? 0 : Math.Max(0, depths[first] + (self ? 0 : 1) - rule.Document.Levels.SkipFirst);
    }
}
