using System.Text.Json;
using Compensation.Ledger.Periods;
using Compensation.Rules.Closing;
using Compensation.Silo.Closing;

namespace Compensation.Silo.Output;

/// <summary>Prints what both plans of a simulation promised and nobody received: by period, by bonus and by reason.</summary>
internal static class BreakageReport
{
    private const string Unknown = "unknown";

    /// <summary>Prints breakage for people.</summary>
    public static void Print(Terminal terminal, Simulation simulation)
    {
        var (current, changed) = (Side.Of(simulation.Current, simulation.Decimals), Side.Of(simulation.Changed, simulation.Decimals));
        PrintPeriods(terminal, simulation);
        PrintBonuses(terminal, simulation.Currency, current, changed);
        PrintReasons(terminal, simulation.Currency, current, changed);
        if (!current.IsKnown)
        {
            terminal.WriteLine("The breakage of stored runs is unknown: they say what was paid, and not what was not. "
                + "Compare with the current plan file to see it.");
        }
    }

    /// <summary>Writes breakage as a property of the current object; null where it is unknown.</summary>
    public static void Write(Utf8JsonWriter json, Breakage? breakage, int decimals)
    {
        if (breakage is null)
        {
            json.WriteNull("breakage");
            return;
        }

        json.WriteStartObject("breakage");
        WriteAmounts(json, breakage.Total, decimals);
        json.WriteStartArray("bonuses");
        foreach (var bonus in breakage.Bonuses)
        {
            json.WriteStartObject();
            json.WriteString("bonus", bonus.Name);
            WriteAmounts(json, bonus, decimals);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAmounts(Utf8JsonWriter json, BonusBreakage bonus, int decimals)
    {
        json.WriteAmount("promised", bonus.Promised, decimals);
        json.WriteAmount("received", bonus.Received, decimals);
        json.WriteAmount("amount", bonus.Amount, decimals);
        json.WriteStartObject("reasons");
        foreach (var (reason, amount) in bonus.Reasons)
        {
            json.WriteAmount(Words(reason), amount, decimals);
        }

        json.WriteEndObject();
    }

    private static void PrintPeriods(Terminal terminal, Simulation simulation)
    {
        var volume = simulation.Current[0].Volume?.Name ?? "volume";
        var table = Tables.New(
            $"Breakage (promised and not received) in {simulation.Currency} and as a share of {volume}",
            "Period", ">Current", ">Share", ">Changed", ">Share", ">Difference");
        foreach (var (before, after) in simulation.Current.Zip(simulation.Changed))
        {
            var (left, right) = (Side.Of([before], simulation.Decimals), Side.Of([after], simulation.Decimals));
            table.Row(before.Period, left.Amount(left.Total?.Amount), left.Share(left.Total?.Amount),
                right.Amount(right.Total?.Amount), right.Share(right.Total?.Amount),
                left.Amount(right.Total?.Amount - left.Total?.Amount));
        }

        terminal.People.Write(table);
    }

    private static void PrintBonuses(Terminal terminal, string currency, Side current, Side changed)
    {
        var table = Tables.New($"Breakage by bonus in {currency}", "Bonus", "Plan", ">Promised", ">Received", ">Breakage", ">Share");
        foreach (var name in current.Bonuses.Keys.Union(changed.Bonuses.Keys, StringComparer.Ordinal))
        {
            table.Row(current.Row(name, "current", current.Bonuses.GetValueOrDefault(name)));
            table.Row(changed.Row("", "changed", changed.Bonuses.GetValueOrDefault(name)));
        }

        table.Row(current.Row("Total", "current", current.Total));
        table.Row(changed.Row("", "changed", changed.Total));
        terminal.People.Write(table);
    }

    private static void PrintReasons(Terminal terminal, string currency, Side current, Side changed)
    {
        var table = Tables.New($"Why it was not received, in {currency}", "Reason", ">Current", ">Share", ">Changed", ">Share", ">Difference");
        foreach (var reason in Enum.GetValues<BreakageReason>())
        {
            var (before, after) = (current.Lost(reason), changed.Lost(reason));
            if (before is not (null or 0) || after is not (null or 0))
            {
                table.Row(Words(reason), current.Amount(before), current.Share(before), changed.Amount(after), changed.Share(after),
                    current.Amount(after - before));
            }
        }

        terminal.People.Write(table);
    }

    private static string Words(BreakageReason reason) => reason switch
    {
        BreakageReason.NotQualified => "not qualified",
        BreakageReason.TooDeep => "too deep",
        BreakageReason.NobodyQualified => "nobody above qualified",
        BreakageReason.NoUpline => "no upline",
        BreakageReason.Limit => "cut by a limit",
        BreakageReason.Flushed => "volume flushed",
        BreakageReason.NotShared => "fund not shared",
        _ => throw new InvalidOperationException($"Unknown reason {reason}."),
    };

    /// <summary>One plan's breakage over some periods.</summary>
    private sealed record Side(bool IsKnown, IReadOnlyDictionary<string, BonusBreakage> Bonuses, VolumeTotal? Volume, int Decimals)
    {
        /// <summary>All bonuses together; null where it is unknown.</summary>
        public BonusBreakage? Total { get; } = IsKnown ? BonusBreakage.Sum("", Bonuses.Values) : null;

        public static Side Of(IReadOnlyList<PlanPay> periods, int decimals)
        {
            var known = periods.All(period => period.Breakage is not null);
            var bonuses = new OrderedDictionary<string, BonusBreakage>(StringComparer.Ordinal);
            foreach (var bonus in periods.Where(_ => known).SelectMany(period => period.Breakage!.Bonuses))
            {
                bonuses[bonus.Name] = BonusBreakage.Sum(bonus.Name, bonuses.TryGetValue(bonus.Name, out var sum) ? [sum, bonus] : [bonus]);
            }

            var volume = periods[0].Volume;
            var total = periods.Sum(period => period.Volume?.Units ?? 0);
            return new Side(known, bonuses, volume is null ? null : volume with { Units = total }, decimals);
        }

        public long? Lost(BreakageReason reason) => Total?.Reasons.GetValueOrDefault(reason);

        public string Amount(long? amount) => amount is { } known ? Amounts.Format(known, Decimals) : Unknown;

        public string Share(long? amount) => amount is not { } known ? Unknown : Volume is null ? "–" : Amounts.Percent(known, Decimals, Volume);

        /// <summary>A bonus's row; empty cells where the plan has no such bonus.</summary>
        public string[] Row(string name, string plan, BonusBreakage? bonus) => bonus is null && IsKnown
            ? [name, plan, "", "", "", ""]
            : [name, plan, Amount(bonus?.Promised), Amount(bonus?.Received), Amount(bonus?.Amount), Share(bonus?.Amount)];
    }
}
