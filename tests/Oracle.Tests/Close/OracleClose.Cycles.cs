using Compensation.Oracle.Tests.Model;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Cycles of pairs, one after the other.</summary>
internal sealed partial class OracleClose
{
    /// <summary>Takes cycles from the legs as long as they allow one.</summary>
    private static (int Count, Fraction[] Taken) OneByOne(Fraction[] legs, Fraction stronger, Fraction weaker, int most, bool judgedOnce)
    {
        var left = legs.ToArray();
        var strongest = Strongest(left);
        var count = 0;
        while (count < most)
        {
            strongest = judgedOnce ? strongest : Strongest(left);
            var others = Enumerable.Range(0, left.Length).Where(leg => leg != strongest).ToList();
            if (!(left[strongest] >= stronger && others.Exists(leg => left[leg] >= weaker)))
            {
                break;
            }

            left[strongest] -= stronger;
            others.ForEach(leg => left[leg] -= Fraction.Max(Fraction.Zero, Fraction.Min(left[leg], weaker)));
            count++;
        }

        return (count, [.. legs.Select((leg, index) => leg - left[index])]);
    }

    /// <summary>The leg with the most volume; of equal ones the first.</summary>
    private static int Strongest(Fraction[] legs) =>
        Enumerable.Range(0, legs.Length).Aggregate((best, leg) => legs[leg] > legs[best] ? leg : best);
}
