using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>The leadership bonus that every leader guarantees to the next one up.</summary>
internal sealed partial class OracleClose
{
    private List<Line> Guaranteed(GuaranteeModel bonus)
    {
        var lines = new List<Line>();
        var owed = new Dictionary<Member, Fraction>();
        foreach (var leader in Members.Where(IsLeader))
        {
            Owes(leader);
        }

        return lines;

        bool IsLeader(Member member) => bonus.Leaders.Holds(new Scene(this, member));

        // What a leader passes up, after those below have passed theirs.
        Fraction Owes(Member leader)
        {
            if (owed.TryGetValue(leader, out var known))
            {
                return known;
            }

            var scene = new Scene(this, leader, leader);
            var legs = InOrder().Where(other => IsLeader(other) && Upline(bonus.Tree, other).FirstOrDefault(IsLeader) == leader).ToList();
            var received = Fraction.Sum(legs.Select(Owes));
            var own = Share(bonus.Of.At(scene));
            var due = MayReceive(bonus, scene) ? Fraction.Max(own, Share(bonus.Guaranteed.At(scene))) : own + received;
            due = Fraction.Min(due, own + received);
            var kept = own + received - due;
            if (kept > Fraction.Zero)
            {
                var parts = Dealt(kept, [.. legs.Select(leg => owed[leg])]);
                lines.AddRange(legs.Zip(parts, (leg, part) => new Line(bonus.Name, "Pay", leader.Id, leg.Id, "", 1, Amount(bonus, part))));
            }

            return owed[leader] = due;
        }

        Fraction Share(Fraction volume) =>
            Fraction.Max(Fraction.Zero, (volume * Fraction.Parse(bonus.Rate)).Rounded(plan.Decimals, plan.Rounding));
    }
}
