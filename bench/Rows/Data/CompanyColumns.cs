using System.Globalization;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Bench.Data;

/// <summary>Represents a company in memory: what the snapshots of all plans share.</summary>
/// <param name="Sellers">The sellers.</param>
/// <param name="Orders">The orders, with PV and CV.</param>
internal sealed record CompanyColumns(SellerColumns Sellers, OrderColumns Orders)
{
    /// <summary>What a binary carries in.</summary>
    public Carry BinaryCarry { get; init; } = Carry.None;

    /// <summary>The snapshot of January for a plan.</summary>
    public Snapshot For(Plan plan) => new()
    {
        Period = plan.Calendar.Find("2026-01")!,
        Sellers = Sellers,
        Orders = Orders,
        Carry = plan.Document.Bonuses.Any(bonus => bonus.Name == "Binary") ? BinaryCarry : Carry.None,
    };

    /// <summary>Numbers as ids.</summary>
    public static Ids IdsOf(int count, Func<int, long> number)
    {
        var starts = new int[count + 1];
        var bytes = new byte[checked(count * 11)];
        for (var i = 0; i < count; i++)
        {
            var rest = bytes.AsSpan(starts[i]);
            if (!number(i).TryFormat(rest, out var written, default, CultureInfo.InvariantCulture))
            {
                throw new InvalidOperationException("An id is longer than eleven digits.");
            }

            starts[i + 1] = starts[i] + written;
        }

        return new Ids(bytes, starts);
    }
}
