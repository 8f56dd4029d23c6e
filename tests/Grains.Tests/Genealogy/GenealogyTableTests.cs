using Compensation.Grains.Genealogy;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Genealogy;

/// <summary>The full table of commands and situations is the one that the page shows.</summary>
public sealed class GenealogyTableTests
{
    private static readonly string[] Situations = ["unknown", "waiting", "placed", "left", "merged", "joins later", "moves later", "closed", "approved"];

    private static readonly Dictionary<string, Func<Family, GenealogyCommand>> Commands = new()
    {
        ["enrol"] = family => family.Enrol("X", "A", "2026-03-05"),
        ["enrol below"] = family => family.Enrol("Y", "X", "2026-03-05"),
        ["change"] = family => family.Change("X", "2026-03-05"),
        ["place by hand"] = family => family.Place("X", "A", "right", "2026-03-05"),
        ["place by the rule"] = family => family.Place("X", null, null, "2026-03-05"),
        ["place all who are due"] = family => family.PlaceDue("2026-03-06"),
        ["terminate"] = family => family.Terminate("X", "2026-03-05"),
        ["reinstate"] = family => family.Reinstate("X", "2026-03-05"),
        ["merge into another"] = family => family.Merge("X", "C", "2026-03-05"),
        ["merge another into"] = family => family.Merge("C", "X", "2026-03-05"),
        ["move alone"] = family => family.Move("X", "C", "2026-03-05", MoveScope.Alone),
        ["move with downline"] = family => family.Move("X", "C", "2026-03-05"),
        ["move below the own downline"] = family => family.Move("X", "D", "2026-03-05"),
        ["move another below"] = family => family.Move("C", "X", "2026-03-05"),
        ["undo"] = family => family.Undo(family.Sequence),
    };

    [Fact]
    public void Page_EveryCommandAndSituation_IsWhatIsDecided() => LifeTable.Below("## Commands", "genealogy.md").ShouldBe(
        from situation in Situations
        from command in Commands
        select (command.Key, situation, Outcome(situation, command.Value)));

    [Fact]
    public void Commands_OfTheTable_AreAllThereAre() => typeof(GenealogyCommand).GetNestedTypes()
        .Except(Commands.Values.Select(command => command(new Family()).GetType())).ShouldBeEmpty();

    private static string Outcome(string situation, Func<Family, GenealogyCommand> ask)
    {
        var family = At(situation);
        var command = ask(family) with { ApprovedBy = situation == "approved" ? "eva" : null };
        return LifeTable.Cell(family.Decide(command), events => string.Join(", ", events.GroupBy(Name).Select(kind =>
            kind.Count() == 1 ? kind.Key : $"{kind.Count()} {kind.Key}s")));
    }

    private static string Name(GenealogyEvent happened) => happened switch
    {
        GenealogyEvent.Enrolled => "enrolled",
        GenealogyEvent.Stands => "edge",
        GenealogyEvent.Changed changed => LifeTable.Words(changed.Change.Kind.ToString()),
        _ => throw new InvalidOperationException($"Unknown event {happened}."),
    };

    /// <summary>A has brought C and X, and X has brought D. In the tree of positions C stands in A's left leg; the days of waiting are not over for X and D
    /// on the 5th. What happened last is what the situation is named after.</summary>
    private static Family At(string situation)
    {
        var family = new Family { Now = Family.At("2026-03-06") };
        family.Do(family.Enrol("A", null, "2026-02-01"));
        family.Do(family.Enrol("C", "A", "2026-02-01", new ChosenPlace(Family.Placement, "A", "left")));
        if (situation == "unknown")
        {
            return family;
        }

        var joined = situation == "joins later" ? "2026-03-05T12:00:00Z" : "2026-03-04";
        family.Do(family.Enrol("X", "A", joined));
        family.Do(family.Enrol("D", "X", joined));
        switch (situation)
        {
            case "placed":
                family.Do(family.Place("X", "A", "right", "2026-03-04T12:00:00Z"));
                break;
            case "left":
                family.Do(family.Terminate("X", "2026-03-04T12:00:00Z"));
                break;
            case "merged":
                family.Do(family.Merge("X", "C", "2026-03-04T12:00:00Z"));
                break;
            case "moves later":
                family.Do(family.Move("X", "C", "2026-03-06"));
                break;
            case "closed" or "approved":
                family.Do(family.Move("X", "C", "2026-03-04T12:00:00Z"));
                family.Do(family.Move("X", "A", "2026-03-04T13:00:00Z"));
                family.Closed.Add(Family.Calendar.Find("2026-03")!);
                break;
            default:
                break;
        }

        return family;
    }
}
