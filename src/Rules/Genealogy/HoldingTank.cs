using NodaTime;

namespace Compensation.Rules.Genealogy;

/// <summary>Represents a newcomer who waits for a place.</summary>
/// <param name="Seller">Who waits.</param>
/// <param name="Sponsor">Whose newcomer it is.</param>
/// <param name="Since">The local date from which the days of waiting are counted: that of joining, or the last day of its
/// period.</param>
/// <param name="Joined">When the newcomer joined; it decides who goes first.</param>
public sealed record HeldNewcomer(int Seller, int Sponsor, LocalDate Since, Instant Joined);

/// <summary>Says who of a holding tank is placed now.</summary>
/// <param name="Due">Whom the rule places now, in this order: by joining, but nobody before their sponsor.</param>
/// <param name="Waiting">Who waits on, in the order given.</param>
public sealed record HoldingDecision(IReadOnlyList<HeldNewcomer> Due, IReadOnlyList<HeldNewcomer> Waiting);

/// <summary>The holding tank: new sellers wait there for their sponsor to place them, and after some days the rule
/// does.</summary>
public static class HoldingTank
{
    /// <summary>Decides who is placed by the rule.</summary>
    /// <param name="held">Everybody in the tank, in any order.</param>
    /// <param name="today">The local date in the plan's zone.</param>
    /// <param name="holdingDays">How many days a newcomer may wait: with 2, one held since the 1st is placed on the 3rd.</param>
    public static HoldingDecision Decide(IReadOnlyCollection<HeldNewcomer> held, LocalDate today, int holdingDays)
    {
        var inTank = held.Select(newcomer => newcomer.Seller).ToHashSet();
        var recruits = held.Where(newcomer => IsOver(newcomer) && inTank.Contains(newcomer.Sponsor))
            .ToLookup(newcomer => newcomer.Sponsor);
        var next = new PriorityQueue<HeldNewcomer, (Instant, int)>();
        Enqueue(held.Where(newcomer => IsOver(newcomer) && !inTank.Contains(newcomer.Sponsor)));
        var due = new List<HeldNewcomer>();
        while (next.TryDequeue(out var newcomer, out _))
        {
            due.Add(newcomer);
            Enqueue(recruits[newcomer.Seller]);
        }

        var placed = due.Select(newcomer => newcomer.Seller).ToHashSet();
        return new HoldingDecision(due, [.. held.Where(newcomer => !placed.Contains(newcomer.Seller))]);

        bool IsOver(HeldNewcomer newcomer) => newcomer.Since.PlusDays(holdingDays) <= today;

        void Enqueue(IEnumerable<HeldNewcomer> newcomers)
        {
            foreach (var newcomer in newcomers)
            {
                next.Enqueue(newcomer, (newcomer.Joined, newcomer.Seller));
            }
        }
    }
}
