using System.Globalization;

namespace Compensation.EndToEnd.Tests.Faults;

/// <summary>What became of writes that were acknowledged.</summary>
/// <param name="Acknowledged">How many were.</param>
/// <param name="Counted">How many of them the ledger has where it was said.</param>
/// <param name="Lost">How many it has not.</param>
/// <param name="Doubled">How many it has more than once, whether they were acknowledged or not.</param>
internal sealed record FaultOutcome(int Acknowledged, int Counted, int Lost, int Doubled)
{
    public static FaultOutcome operator +(FaultOutcome left, FaultOutcome right) => new(
        left.Acknowledged + right.Acknowledged, left.Counted + right.Counted, left.Lost + right.Lost, left.Doubled + right.Doubled);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"acknowledged {Acknowledged}, counted {Counted}, lost {Lost}, doubled {Doubled}");
}
