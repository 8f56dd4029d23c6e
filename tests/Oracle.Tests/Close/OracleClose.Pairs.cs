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

    private Fraction NewVolume(PairModel pair, Member member, int leg) => Fraction.Sum(
        Scopes.Of(this, member, "downline", "placement", leg: leg).Select(below => pair.Of.At(new Scene(this, below))));

    private void Balance(PairModel pair, Member member, List<Line> lines)
    {
        var lots = new List<Fraction>[2];
        for (var leg = 0; leg < 2; leg++)
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
            var strongest = legs[1] > legs[0] ? 1 : 0;
            var zero = Fraction.Zero;
            scene = scene with { Stronger = Fraction.Max(zero, legs[strongest]), Weaker = Fraction.Max(zero, legs[1 - strongest]) };
            var match = Capped(pair, Match(pair, scene, legs, strongest), scene);
            flushed |= match.IsCapped && pair.FlushOnCap;
            if (receives)
            {
                lines.Add(new Line(pair.Name, "Pay", member.Id, member.Id, "", 0, match.Amount));
                lines.Add(new Line(pair.Name, "Cap", member.Id, "", "", 0, -match.CutOff));
            }

            Consume(pair, match, legs, strongest, scene.Weaker);
        }

        if (!flushed)
        {
            Keep(pair, member, legs, lots);
        }
    }

    private Matching Match(PairModel pair, Scene scene, Fraction[] legs, int strongest)
    {
        if (pair.Percent is not null)
        {
            var @base = pair.On == "difference" ? scene.Stronger - scene.Weaker : scene.Weaker;
            var rate = pair.Percent.At(scene);
            rate *= pair.VolumeRatio && !scene.Stronger.IsZero ? scene.Weaker / scene.Stronger : Fraction.One;
            // Nothing to pay is no line, so that a minimum or a limit of a line does not touch it.
            return new Matching((@base * rate).IsZero ? Fraction.Zero : Amount(pair, @base * rate), scene.Weaker, scene.Weaker);
        }

        if (pair.Table.Count > 0)
        {
            var row = pair.Table.LastOrDefault(entry => scene.Weaker >= Fraction.Parse(entry.From));
            return row.From is null ? default : new Matching(Amount(pair, Fraction.Parse(row.Pays)), Fraction.Parse(row.From), Fraction.Parse(row.From));
        }

        if (pair.Cycles.FirstOrDefault(entry => entry.When?.Holds(scene) ?? true) is not { } cycle)
        {
            return default;
        }

        var most = pair.CyclesAtMost is { } limit ? limit : int.MaxValue;
        var (count, taken) = OneByOne(legs, Fraction.Parse(cycle.Stronger), Fraction.Parse(cycle.Weaker), most, pair.StrongLegOnce);
        var possible = OneByOne(legs, Fraction.Parse(cycle.Stronger), Fraction.Parse(cycle.Weaker), int.MaxValue, pair.StrongLegOnce).Count;
        var amount = count == 0 ? Fraction.Zero : Amount(pair, Fraction.Of(count) * cycle.Pays.At(scene));
        return new Matching(amount, taken[strongest], taken[1 - strongest]) { IsCapped = possible > count };
    }

    private Matching Capped(PairModel pair, Matching match, Scene scene)
    {
        if (pair.CapAtMost is null)
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
            FromStronger = (match.FromStronger * paid).Rounded(2, "away from zero"),
            FromWeaker = (match.FromWeaker * paid).Rounded(2, "away from zero"),
        };
    }

    private static void Consume(PairModel pair, Matching match, Fraction[] legs, int strongest, Fraction weaker)
    {
        var (fromStronger, fromWeaker) = pair.Consumes switch
        {
            "nothing" => (Fraction.Zero, Fraction.Zero),
            "everything" => (weaker, weaker),
            _ => (match.FromStronger, match.FromWeaker),
        };
        legs[strongest] -= fromStronger;
        legs[1 - strongest] -= fromWeaker;
    }

    /// <summary>What is left goes into the carry: of the youngest volume as much as there is, because the oldest was matched first.</summary>
    private void Keep(PairModel pair, Member member, Fraction[] legs, List<Fraction>[] lots)
    {
        for (var leg = 0; leg < 2; leg++)
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
    private readonly record struct Matching(Fraction Amount, Fraction FromStronger, Fraction FromWeaker)
    {
        public bool IsCapped { get; init; }

        public Fraction CutOff { get; init; }
    }
}
