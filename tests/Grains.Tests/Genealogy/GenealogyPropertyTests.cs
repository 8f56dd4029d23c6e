using Compensation.Grains.Genealogy;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Genealogy;

/// <summary>What holds after any commands in any order.</summary>
public sealed class GenealogyPropertyTests
{
    private const int Sellers = 7;

    /// <summary>One command of a random sequence.</summary>
    private sealed record Step(int Command, int Seller, int Other, int Day, int Leg, MoveScope Scope);

    private static readonly Gen<Step> Steps =
        from command in Gen.Choose(0, 8)
        from seller in Gen.Choose(0, Sellers - 1)
        from other in Gen.Choose(-1, Sellers - 1)
        from day in Gen.Choose(0, 6)
        from leg in Gen.Choose(0, 1)
        from scope in Gen.Elements(MoveScope.Alone, MoveScope.Downline)
        select new Step(command, seller, other, day, leg, scope);

    [Fact]
    public void AnyCommands_KeepTheTrees() => Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
    {
        var family = Start();
        foreach (var step in steps)
        {
            var command = Command(family, step);
            var before = Show(family);
            var decision = family.Decide(command);
            Show(family).ShouldBe(before, "a decision changes nothing");
            if (decision is Decision<GenealogyEvent>.Accepted)
            {
                family.Do(command);
                ShouldBeTrees(family);
            }
        }
    }).Check(100);

    [Fact]
    public void Undo_AtOnce_RestoresEveryTreeAtEveryInstant() => Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
    {
        var family = Start();
        foreach (var step in steps)
        {
            var command = Command(family, step);
            var before = Show(family);
            if (family.Decide(command) is not Decision<GenealogyEvent>.Accepted)
            {
                continue;
            }

            family.Do(command);
            if (command is GenealogyCommand.Move or GenealogyCommand.Place or GenealogyCommand.Merge or GenealogyCommand.Terminate)
            {
                family.Do(family.Undo(family.Sequence));
                Show(family).ShouldBe(before);
                family.Do(command);
            }
        }
    }).Check(200);

    [Fact]
    public void Move_WithDownline_ChangesTheOneEdgeThatItSays() => Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
    {
        var family = Start();
        foreach (var step in steps)
        {
            var command = Command(family, step);
            var before = Parents(family);
            if (family.Decide(command) is not Decision<GenealogyEvent>.Accepted)
            {
                continue;
            }

            var events = family.Do(command);
            if (command is GenealogyCommand.Move { Scope: MoveScope.Downline } move)
            {
                var edge = events.ShouldHaveSingleItem().ShouldBeOfType<GenealogyEvent.Stands>().Edge;
                var changed = Parents(family).Where(stands => before[stands.Key] != stands.Value).Select(stands => stands.Key).ToList();
                changed.ShouldAllBe(place => place.Tree == edge.Tree && place.Seller == edge.Seller && place.At >= move.Effective);
                changed.Count.ShouldBe(Instants.Count(instant => instant >= move.Effective), "nobody moves later than that");
            }
        }
    }).Check(200);

    [Fact]
    public void Move_RefusedForACircle_WouldHaveMadeOne() => Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
    {
        var family = Start();
        foreach (var step in steps)
        {
            var command = Command(family, step);
            var decision = family.Decide(command);
            if (decision is Decision<GenealogyEvent>.Accepted)
            {
                family.Do(command);
            }
            else if (decision is Decision<GenealogyEvent>.Refused { Refusal.Code: RefusalCode.Cycle } && command is GenealogyCommand.Move move
                && move.Scope == MoveScope.Downline)
            {
                var (tree, seller) = (family.Genealogy.FindTree(move.To.Tree), family.Genealogy.Find(move.Seller));
                var parent = family.Genealogy.Find(move.To.Parent!);
                Instants.Where(instant => instant >= move.Effective)
                    .Any(instant => parent == seller || family.Genealogy.UplineOf(tree, parent, instant).Contains(seller)).ShouldBeTrue($"{decision}");
            }
        }
    }).Check(200);

    [Fact]
    public void Sizes_OfTheWholeTree_AreThoseOfEachDownline() => Prop.ForAll(Steps.ListOf().ToArbitrary(), steps =>
    {
        var family = Start();
        foreach (var command in steps.Select(step => Command(family, step)).Where(command => family.Decide(command) is Decision<GenealogyEvent>.Accepted))
        {
            family.Do(command);
        }

        var genealogy = family.Genealogy;
        var places = from tree in Enumerable.Range(0, 2) from seller in Enumerable.Range(0, genealogy.Sellers) from at in Instants select (tree, seller, at);
        foreach (var (tree, seller, at) in places)
        {
            var sizes = new TreeSizes(genealogy.AllEdges(tree), genealogy.Sellers, at.ToUnixTimeMilliseconds());
            var below = genealogy.DownlineOf(tree, seller, at).ToList();
            (sizes.PeopleFrom(seller), sizes.LevelsFrom(seller)).ShouldBe((1 + below.Count, 1 + below.Select(member => member.Level).Append(0).Max()));
            var legs = DownlineLegs.Of(genealogy, tree, seller, at);
            legs.MeasuredBy(sizes).ShouldBe(legs.Counted);
        }
    }).Check(50);

    private static IEnumerable<Instant> Instants { get; } = [.. Enumerable.Range(-1, 10).Select(day => Day(day)), Day(500)];

    private static Instant Day(int day) => Family.At("2026-03-01") + Duration.FromDays(day);

    private static Family Start() => new Family(holdingDays: 0).Of("S0", "S1<S0", "S2<S0", "S3<S1", "S4<S3", "S5<S2", "S6<S2");

    private static GenealogyCommand Command(Family family, Step step)
    {
        var (seller, other) = ($"S{step.Seller}", step.Other < 0 ? null : $"S{step.Other}");
        var leg = other is null ? null : step.Leg == 0 ? "left" : "right";
        GenealogyCommand command = step.Command switch
        {
            <= 2 => family.Move(seller, other, scope: step.Scope),
            <= 4 => family.Shift(seller, other, leg, scope: step.Scope),
            5 => family.Merge(seller, other ?? "S0"),
            6 => family.Terminate(seller),
            7 => family.Place(seller, other, leg),
            _ => family.Undo(Math.Max(1, family.Sequence - step.Leg)),
        };
        return command with { Effective = Day(step.Day) };
    }

    private static Dictionary<(int Tree, int Seller, Instant At), (int, int)> Parents(Family family) => (
        from tree in Enumerable.Range(0, 2)
        from seller in Enumerable.Range(0, Sellers)
        from instant in Instants
        let edge = family.Genealogy.At(tree, seller, instant)
        select KeyValuePair.Create((tree, seller, instant), (edge?.Parent ?? -1, edge?.Leg ?? -1))).ToDictionary();

    private static string Show(Family family) => string.Join('\n', Instants.Select(instant =>
        $"{instant}: {family.Tree(Family.Enrolment, instant)} | {family.Tree(Family.Placement, instant)} | "
        + string.Join(' ', Enumerable.Range(0, Sellers).Select(seller => family.Genealogy.StandingAt(seller, instant)))));

    /// <summary>Nobody is their own ancestor, and no leg has two sellers, at any instant.</summary>
    private static void ShouldBeTrees(Family family)
    {
        var parents = Parents(family);
        foreach (var (tree, seller, instant) in parents.Keys)
        {
            var (at, steps) = (seller, 0);
            for (; at >= 0; steps++)
            {
                steps.ShouldBeLessThanOrEqualTo(Sellers, $"tree {tree}, seller {seller}, {instant}");
                at = parents[(tree, at, instant)].Item1;
            }
        }

        parents.Where(stands => stands.Key.Tree == 1 && stands.Value.Item1 >= 0)
            .GroupBy(stands => (stands.Key.At, stands.Value)).ShouldAllBe(place => place.Count() == 1);
    }
}
