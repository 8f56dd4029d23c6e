using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Walks: every source goes up past everybody, one step at a time.</summary>
internal sealed partial class OracleClose
{
    private List<Line> Walked(WalkModel walk)
    {
        var lines = new List<Line>();
        foreach (var source in Members)
        {
            foreach (var scene in walk.PerOrder ? OrdersOf(source, walk.Where, walk.Rate, walk.Amount, walk.Times) : WholeSeller(source, walk.Where))
            {
                foreach (var (@base, moment) in walk.Sources?.Holds(scene) ?? true ? Brought(walk, scene) : [])
                {
                    new Ascent(this, walk, scene, @base, moment, lines).Go();
                }
            }
        }

        return lines;
    }

    /// <summary>What a source brings, and to which moment's tree: what orders brought between two moves is one amount.</summary>
    private IEnumerable<(Fraction Base, long Moment)> Brought(WalkModel walk, Scene scene)
    {
        var parts = plan.AsOfOrder.Contains(walk.Tree) && walk.Of.Text is "PV" or "CV"
            ? scene.Sale is { } sale ? [(walk.Of.At(scene), sale.Placed)]
                : SalesOf(scene.Self).GroupBy(sold => Epoch(walk.Tree, sold.Placed)).OrderBy(group => group.Key)
                    .Select(group => (Fraction.Sum(group.Select(sold => sold.Value(walk.Of.Text))), group.First().Placed))
            : [(walk.Of.At(scene), LastMoment)];
        return parts.Where(part => !part.Item1.IsZero);
    }

    /// <summary>How many moves of the period came before a moment.</summary>
    private int Epoch(string tree, long moment) => Members.SelectMany(member => member.Moves)
        .Where(move => move.Tree == tree && move.From >= Months.Start(Months.First(month)) && move.From <= moment).Select(move => move.From).Distinct().Count();

    /// <summary>All above a seller in a tree as it stood at a moment; only recorded trees stand in different ways.</summary>
    private IEnumerable<Member> UplineAt(string tree, Member member, long moment)
    {
        if (!plan.AsOfOrder.Contains(tree))
        {
            return Upline(tree, member);
        }

        var above = new List<Member>();
        for (var at = member.At(tree, moment).Parent; at is not null; at = at.At(tree, moment).Parent)
        {
            above.Add(at);
        }

        return above;
    }

    /// <summary>One source's way up.</summary>
    private sealed class Ascent(OracleClose close, WalkModel walk, Scene start, Fraction @base, long moment, List<Line> lines)
    {
        private readonly List<Member> path = [];
        private readonly List<Member> passed = [];
        private readonly List<(Fraction Offered, Fraction Share)> heldBack = [];
        private int level;
        private Fraction granted;
        private Fraction spent;
        private Fraction highestBelow;
        private Fraction payBase;

        public void Go()
        {
            granted = spent = highestBelow = walk.GrantedAtFirst?.At(start) ?? Fraction.Zero;
            payBase = @base;
            level = walk.StartsAtSelf ? -1 : 0;
            foreach (var (member, step) in Way().Select((member, step) => (member, step)))
            {
                var scene = start with { Self = member, Granted = granted, Level = level + 1 };
                if (step >= walk.SkipFirst)
                {
                    Meet(scene);
                }

                path.Add(member);
                if (walk.EndsAt?.Holds(scene) ?? false)
                {
                    return;
                }
            }
        }

        private IEnumerable<Member> Way()
        {
            var source = start.Source!;
            if (walk.StartsAtSelf)
            {
                return close.UplineAt(walk.Tree, source, moment).Prepend(source);
            }

            return walk.FirstStepIn is null ? close.UplineAt(walk.Tree, source, moment)
                : close.Parent(walk.FirstStepIn, source) is { } first ? close.UplineAt(walk.Tree, first, moment).Prepend(first) : [];
        }

        private void Meet(Scene scene)
        {
            if (!(walk.When?.Holds(scene) ?? true))
            {
                level += walk.UsesUp || scene.Self == start.Source ? 1 : 0;
            }
            else if (walk.Generation is not null)
            {
                MeetInGeneration(walk.Generation, scene);
            }
            else if (walk.Sources is { } sources)
            {
                // The level is how many who count as sources stand below, the source among them.
                var below = path.Where(member => member != start.Source && Opened(member)).Count(member => sources.Holds(scene with { Self = member }));
                Offer(scene with { Level = scene.Self == start.Source ? 0 : below + 1 });
            }
            else
            {
                level++;
                Offer(scene with { Level = level });
            }
        }

        private bool Opened(Member member) => walk.When?.Holds(start with { Self = member }) ?? true;

        private void MeetInGeneration(GenerationModel generation, Scene scene)
        {
            if (generation.EndsAt is null)
            {
                var opens = generation.SourceCounts ? passed.Prepend(start.Source!) : passed;
                var same = opens.Count(member => close.rank[member] >= close.rank[scene.Self]);
                if (Offer(scene with { Level = generation.NumberedFrom + same }) || generation.Ineligible != "invisible")
                {
                    passed.Add(scene.Self);
                }

                return;
            }

            var opened = generation.SourceCounts && generation.EndsAt.Holds(start) ? 1 : 0;
            var isBoundary = generation.EndsAt.Holds(scene);
            if (!isBoundary && !generation.PaysEveryone)
            {
                return;
            }

            var received = Offer(scene with { Level = generation.NumberedFrom + opened + passed.Count });
            if (isBoundary && (received || generation.Ineligible != "invisible"))
            {
                passed.Add(scene.Self);
            }
        }

        /// <summary>Offers an ancestor their share.</summary>
        /// <returns>Whether they may receive.</returns>
        private bool Offer(Scene scene)
        {
            var offered = (walk.Rate ?? walk.Amount)!.At(scene);
            scene = scene with { Offered = offered };
            var receives = MayReceive(walk, scene);
            var gets = receives && !(walk.Depth is not null && walk.Depth.At(scene) < Fraction.Of(scene.Level));
            var counts = gets || !walk.CountsReceiversOnly;
            var (share, grants) = Share(scene, offered, counts);
            var isDirectParent = scene.Self != start.Source && path.All(member => member == start.Source);
            if (isDirectParent && walk.Reserve is { } reserve && reserve.When.Holds(scene))
            {
                granted += Fraction.Parse(reserve.Share);
                spent += Fraction.Parse(reserve.Share);
            }

            if (walk.Total is not null)
            {
                var left = Fraction.Max(Fraction.Zero, Fraction.Parse(walk.Total) - spent);
                (share, grants) = (Fraction.Min(share, left), Fraction.Min(grants, left));
            }

            granted += grants;
            spent += counts ? share : Fraction.Zero;
            highestBelow = counts ? Fraction.Max(highestBelow, offered) : highestBelow;
            if (gets)
            {
                PayShare(scene, share + Released(offered));
            }
            else if (walk.PassesUp && share > Fraction.Zero)
            {
                heldBack.Add((offered, share));
            }

            return receives;
        }

        private (Fraction Share, Fraction Grants) Share(Scene scene, Fraction offered, bool counts)
        {
            if (walk.LessRatesBelow)
            {
                var difference = Fraction.Max(Fraction.Zero, offered - granted);
                var atLeast = walk.AtLeast is null || offered.IsZero ? Fraction.Zero : Fraction.Parse(walk.AtLeast);
                return (Fraction.Max(difference, atLeast), counts ? difference : Fraction.Zero);
            }

            var blocked = walk.BlockedBy switch
            {
                "same or higher" => offered <= highestBelow,
                "higher" => offered < highestBelow,
                _ => false,
            };
            var share = blocked ? Fraction.Zero : offered;
            return (share, counts && walk.Total is not null ? share : Fraction.Zero);
        }

        private Fraction Released(Fraction offered)
        {
            var released = offered.IsZero ? [] : heldBack.Where(held => held.Offered <= offered).ToList();
            heldBack.RemoveAll(released.Contains);
            return Fraction.Sum(released.Select(held => held.Share));
        }

        private void PayShare(Scene scene, Fraction share)
        {
            if (share.IsZero)
            {
                return;
            }

            share *= walk.Times?.At(scene) ?? Fraction.One;
            var amount = close.Amount(walk, walk.Rate is null ? share : payBase * share);
            lines.Add(new Line(walk.Name, "Pay", scene.Self.Id, scene.Source!.Id, scene.Sale?.Id ?? "", scene.Level, amount)
            {
                Base = @base,
                Rows = scene.Paid,
            });
            payBase = walk.Cascade ? amount : payBase;
        }
    }
}
