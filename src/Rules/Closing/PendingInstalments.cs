using Compensation.Rules.Plans.Compiling;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Rules.Closing;

/// <summary>Instalments on a condition: they wait in the carry until the period in which they fall due, and are then paid or
/// lost.</summary>
internal sealed class PendingInstalments(Frame frame, CarryWriter carry)
{
    private const string Instalment = "/instalment ";

    private readonly SortedDictionary<string, long[]> waiting = new(StringComparer.Ordinal);

    /// <summary>Whether an item of the carry is an instalment that waits: it ends with the day on which it falls due.</summary>
    public static bool Owns(string item) => item.Contains(Instalment, StringComparison.Ordinal)
        && LocalDatePattern.Iso.Parse(item[(item.LastIndexOf('/') + 1)..]).Success;

    /// <summary>Lets an instalment wait.</summary>
    public void Keep(BonusRule rule, int instalment, int payee, LocalDate due, long amount)
    {
        ref var sum = ref Waiting($"{Prefix(rule, instalment)}{LocalDatePattern.Iso.Format(due)}")[payee];
        sum = checked(sum + amount);
    }

    /// <summary>What falls due by the end of this period and is paid, as its condition holds; the rest goes into the carry, or is
    /// lost.</summary>
    public IEnumerable<(int Payee, long Amount)> Settle(BonusRule rule)
    {
        for (var instalment = 0; instalment < rule.InstalmentsIf.Count; instalment++)
        {
            if (rule.InstalmentsIf[instalment] is not { } condition)
            {
                continue;
            }

            var prefix = Prefix(rule, instalment);
            foreach (var item in frame.Carried.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                Waiting(item);
            }

            var holds = frame.Values(condition);
            foreach (var (item, amounts) in waiting.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)))
            {
                if (LocalDatePattern.Iso.Parse(item[prefix.Length..]).Value > frame.Snapshot.Period.Last)
                {
                    carry.Add(item, amounts, frame.Plan.Decimals);
                    continue;
                }

                for (var payee = 0; payee < amounts.Length; payee++)
                {
                    if (amounts[payee] != 0 && holds[payee] != 0)
                    {
                        yield return (payee, amounts[payee]);
                    }
                }
            }
        }
    }

    private static string Prefix(BonusRule rule, int instalment) =>
        FormattableString.Invariant($"{rule.Name}{Instalment}{instalment + 1}/");

    private long[] Waiting(string item) =>
        waiting.TryGetValue(item, out var amounts) ? amounts : waiting[item] = frame.Carried.Item(item, frame.Plan.Decimals);
}
