using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Grants that are paid once: in a lifetime, or for each rank.</summary>
internal sealed partial class OracleClose
{
    /// <summary>What a grant is computed for: the seller as they are (null), or one rank after another.</summary>
    private List<int?> Occasions(GrantModel grant, Member member)
    {
        switch (grant.Once)
        {
            case "in a lifetime":
                return before.Once.Contains((grant.Name, member)) ? [] : [null];
            case "each rank":
                var (from, to) = (before.Celebrated.GetValueOrDefault((grant.Name, member)), Held(grant.HeldFor, member));
                if (to <= from)
                {
                    return [];
                }

                return grant.SkippedRanks switch
                {
                    "not paid" => [to],
                    _ => [.. Enumerable.Range(from + 1, to - from)],
                };
            default:
                return [null];
        }
    }

    /// <summary>The highest rank that was held, or was below the one held, in so many periods in a row up to this one.</summary>
    private int Held(int periods, Member member)
    {
        var ranks = Closes().Take(periods).Select(close => close.rank[member]).ToList();
        return ranks.Count < periods ? 0 : ranks.Min();
    }

    /// <summary>The lines of one seller, of whom what is paid is remembered; what is not paid waits.</summary>
    private List<Line> GrantedOn(GrantModel grant, Member member, Func<int?, Line> line)
    {
        var lines = new List<Line>();
        foreach (var rank in Occasions(grant, member))
        {
            var next = line(rank);
            if (next.Amount.IsZero)
            {
                continue;
            }

            lines.Add(next);
            Carry.Once.Add((grant.Name, member));
            Carry.Celebrated[(grant.Name, member)] = rank ?? 0;
            if (grant.SkippedRanks == "one per period")
            {
                break;
            }
        }

        return lines;
    }

    private void KeepOccasions(GrantModel grant)
    {
        Carry.Once.UnionWith(before.Once.Where(entry => entry.Bonus == grant.Name));
        foreach (var member in Members)
        {
            Carry.Celebrated[(grant.Name, member)] = before.Celebrated.GetValueOrDefault((grant.Name, member));
        }
    }
}
