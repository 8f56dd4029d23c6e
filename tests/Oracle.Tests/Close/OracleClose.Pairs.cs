using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Pairs: carry in, add, cut, match, cap, consume, keep or flush.</summary>
internal sealed partial class OracleClose
{
    private List<Line> Paired(PairModel pair)
    {
        var lines = new List<Line>();
        foreach (var member in Members)
        {
            Balance(pair, member, lines);
        }

        return lines;
    }

    private Fraction NewVolume(PairModel pair, Member member, int leg) => plan.AsOfOrder.Contains("placement")
        ? NewVolumeAsOfOrders(pair, member, leg)
        : Fraction.Sum(Scopes.Of(this, member, "downline", "placement", leg: leg).Select(below => pair.Of.At(new Scene(this, below))));

    /// <summary>Of each sale of the period, what it brings to the leg in which its seller stood when it was placed.</summary>
    private Fraction NewVolumeAsOfOrders(PairModel pair, Member member, int leg) => Fraction.Sum(
        from sale in company.Sales
        where sale.Month == month
        let path = UplineAt("placement", sale.Seller, sale.Placed).Prepend(sale.Seller).ToList()
        let above = path.IndexOf(member)
        where above > 0 && path[above - 1].At("placement", sale.Placed).Leg == leg
        select sale.Value(pair.Of.Text));

    private void Balance(PairModel pair, Member member, List<Line> lines)
    {
        if (before.Cycled.Contains((pair.Name, member)))
        {
            Carry.Cycled.Add((pair.Name, member));
        }

        var lots = new List<Fraction>[plan.Legs.Count];
        for (var leg = 0; leg < lots.Length; leg++)
        {
            lots[leg] = [NewVolume(pair, member, leg), .. before.Legs.GetValueOrDefault((pair.Name, member, leg)) ?? []];
        }

        var scene = new Scene(this, member, member);
        if (pair.FlushWhen?.Holds(scene) ?? false)
        {
            return;
        }

        var legs = lots.Select(Fraction.Sum)
            .Select(leg => pair.LegAtMost is null ? leg : Fraction.Min(leg, Fraction.Parse(pair.LegAtMost))).ToArray();
        var receives = MayReceive(pair, scene);
        var flushed = pair.Flushed;
        if (!receives && pair.NotReceived != "consumed")
        {
            flushed |= pair.NotReceived == "flushed";
        }
        else
        {
            var (strongest, stronger, weaker) = Ends(legs);
            scene = scene with { Stronger = stronger, Weaker = weaker };
            var match = Capped(pair, Match(pair, scene, legs, strongest), scene);
            flushed |= match.IsCapped && pair.FlushOnCap;
            if (receives)
            {
                lines.Add(new Line(pair.Name, "Pay", member.Id, member.Id, "", 0, match.Amount));
                lines.Add(new Line(pair.Name, "Cap", member.Id, "", "", 0, -match.CutOff));
            }

            Consume(pair, match, legs, scene.Weaker);
            if (match.Cycles)
            {
                Carry.Cycled.Add((pair.Name, member));
            }
        }

        if (!flushed)
        {
            Keep(pair, member, legs, lots);
        }
    }

    /// <summary>The strongest leg, its volume and that of the weakest of the others; nothing where they are below zero.</summary>
    private static (int Strongest, Fraction Stronger, Fraction Weaker) Ends(Fraction[] legs, int? judged = null)
    {
        var strongest = judged ?? Array.IndexOf(legs, legs.Max());
        return (strongest, Fraction.Max(Fraction.Zero, legs[strongest]), Fraction.Max(Fraction.Zero, Others(legs, strongest).Min()));
    }

    private static IEnumerable<Fraction> Others(Fraction[] legs, int strongest) => legs.Where((_, leg) => leg != strongest);

    private Matching Match(PairModel pair, Scene scene, Fraction[] legs, int strongest)
    {
        if (pair.Percent is not null)
        {
            var others = Fraction.Sum(Others(legs, strongest).Select(leg => Fraction.Max(Fraction.Zero, leg)));
            var @base = pair.On switch
            {
                "difference" => scene.Stronger - scene.Weaker,
                "all but strongest" => others,
                _ => scene.Weaker,
            };
            var rate = pair.Percent.At(scene);
            rate *= pair.VolumeRatio && !scene.Stronger.IsZero ? scene.Weaker / scene.Stronger : Fraction.One;
            // Nothing to pay is no line, so that a minimum or a limit of a line does not touch it.
            return new Matching((@base * rate).IsZero ? Fraction.Zero : Amount(pair, @base * rate), pair.On == "all but strongest"
                ? [.. legs.Select((leg, index) => index == strongest ? Fraction.Min(scene.Stronger, others) : Fraction.Max(Fraction.Zero, leg))]
                : [.. legs.Select(_ => scene.Weaker)]);
        }

        if (pair.Table.Count > 0)
        {
            var row = pair.Table.LastOrDefault(entry => scene.Weaker >= Fraction.Parse(entry.From));
            return row.From is null ? Nothing(legs) : new Matching(Amount(pair, Fraction.Parse(row.Pays)), [.. legs.Select(_ => Fraction.Parse(row.From))]);
        }

        return MatchCycles(pair, scene, legs);
    }

    private static Matching Nothing(Fraction[] legs) => new(Fraction.Zero, [.. legs.Select(_ => Fraction.Zero)]);

    private Matching Capped(PairModel pair, Matching match, Scene scene)
    {
        if (pair.Consumes == "paid" && match.Amount.IsZero)
        {
            return match with { From = [.. match.From.Select(_ => Fraction.Zero)] };
        }

        if (pair.CapAtMost is null || pair.CapPer != "seller" || pair.CapCounting.Count > 0)
        {
            return match;
        }

        var cap = Limit(pair.CapAtMost.At, scene.Self);
        if (match.Amount <= cap)
        {
            return match;
        }

        var paid = pair.Consumes == "paid" ? cap / match.Amount : Fraction.One;
        return match with
        {
            IsCapped = true,
            CutOff = match.Amount - cap,
            From = [.. match.From.Select(from => (from * paid).Rounded(2, "away from zero"))],
        };
    }

    private static void Consume(PairModel pair, Matching match, Fraction[] legs, Fraction weaker)
    {
        for (var leg = 0; leg < legs.Length; leg++)
        {
            legs[leg] -= pair.Consumes switch
            {
                "nothing" => Fraction.Zero,
                "everything" => weaker,
                _ => match.From[leg],
            };
        }
    }

    /// <summary>What is left goes into the carry: of the youngest volume as much as there is, because the oldest was matched first.</summary>
    private void Keep(PairModel pair, Member member, Fraction[] legs, List<Fraction>[] lots)
    {
        for (var leg = 0; leg < legs.Length; leg++)
        {
            var left = pair.CarryAtMost is null ? legs[leg] : Fraction.Min(legs[leg], Fraction.Parse(pair.CarryAtMost));
            List<Fraction> kept = [left];
            if (pair.ExpiresAfter > 0)
            {
                kept.Clear();
                foreach (var lot in lots[leg].Take(pair.ExpiresAfter))
                {
                    kept.Add(left.IsZero ? Fraction.Zero : Fraction.Min(lot, left));
                    left -= kept[^1];
                }
            }

            Carry.Legs[(pair.Name, member, leg)] = kept;
        }
    }

    /// <summary>What was matched.</summary>
    private readonly record struct Matching(Fraction Amount, IReadOnlyList<Fraction> From)
    {
        /// <summary>Whether there was a cycle.</summary>
        public bool Cycles { get; init; }

        public bool IsCapped { get; init; }

        public Fraction CutOff { get; init; }
    }
}
