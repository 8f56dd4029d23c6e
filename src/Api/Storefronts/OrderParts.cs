using System.Globalization;
using Compensation.Grains.Orders;
using Compensation.Rules.Numbers;

namespace Compensation.Api.Storefronts;

/// <summary>An order whose credit several sellers share is as many orders in the ledger: the volumes are dealt in the sellers' shares, so that the parts
/// always sum to the whole.</summary>
/// <remarks>The first part has the order's id, the others have it with <c>~2</c>, <c>~3</c>, … behind it, and so have their requests.</remarks>
public static class OrderParts
{
    /// <summary>A part's id, from part 0.</summary>
    public static string IdOf(string order, int part) => part == 0 ? order : string.Create(CultureInfo.InvariantCulture, $"{order}~{part + 1}");

    /// <summary>The id of a part's request.</summary>
    public static string RequestOf(string key, int part) => IdOf(key, part);

    /// <summary>Deals the volumes of lines; attributes are those of every part.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="weights">Each seller's part.</param>
    /// <param name="fields">The fields of lines.</param>
    /// <returns>The lines of each part.</returns>
    public static IReadOnlyList<IReadOnlyList<OrderLine>> Deal(
        IReadOnlyList<OrderLine> lines, IReadOnlyList<long> weights, IReadOnlyList<LineField> fields)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(fields);
        if (weights.Count == 1)
        {
            return [lines];
        }

        var parts = weights.Select(_ => lines.Select(line => line with { Values = [.. line.Values] }).ToList()).ToList();
        var dealt = new long[weights.Count];
        for (var line = 0; line < lines.Count; line++)
        {
            foreach (var field in Enumerable.Range(0, lines[line].Values.Length).Where(field => fields[field].IsVolume))
            {
                if (lines[line].Values[field] is not { } whole)
                {
                    continue;
                }

                Shares.Deal(Math.Abs(whole), [.. weights], dealt);
                for (var part = 0; part < parts.Count; part++)
                {
                    parts[part][line].Values[field] = whole < 0 ? -dealt[part] : dealt[part];
                }
            }
        }

        return parts;
    }

    /// <summary>Deals what is taken back of an order's lines in proportion to what each part has left, so that no part gives more than it has.</summary>
    /// <param name="takenBack">What is taken back; no more than is left.</param>
    /// <param name="left">The lines that each part has left.</param>
    /// <param name="fields">The fields of lines.</param>
    /// <returns>The lines that are taken back of each part; none of a part that gives nothing.</returns>
    public static IReadOnlyList<IReadOnlyList<OrderLine>> DealBack(
        IReadOnlyList<OrderLine> takenBack, IReadOnlyList<IReadOnlyList<OrderLine>> left, IReadOnlyList<LineField> fields)
    {
        ArgumentNullException.ThrowIfNull(takenBack);
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(fields);
        var parts = left.Select(_ => takenBack.Select(line => line with { Values = new long?[line.Values.Length] }).ToList()).ToList();
        var dealt = new long[left.Count];
        for (var line = 0; line < takenBack.Count; line++)
        {
            var number = takenBack[line].Number;
            foreach (var field in Enumerable.Range(0, takenBack[line].Values.Length).Where(field => takenBack[line].Units(field) > 0))
            {
                Shares.Deal(takenBack[line].Units(field), [.. left.Select(part => part.Single(known => known.Number == number).Units(field))], dealt);
                for (var part = 0; part < parts.Count; part++)
                {
                    parts[part][line].Values[field] = dealt[part] > 0 ? dealt[part] : null;
                }
            }
        }

        return parts.ConvertAll(lines => lines.FindAll(line => line.Values.Any(value => value is not null)));
    }

    /// <summary>Adds the volumes of the parts' lines up again.</summary>
    /// <param name="parts">The lines of each part.</param>
    /// <param name="fields">The fields of lines.</param>
    public static IReadOnlyList<OrderLine> Sum(IReadOnlyList<IReadOnlyList<OrderLine>> parts, IReadOnlyList<LineField> fields)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(fields);
        return parts.Count == 1 ? parts[0] : [.. parts.SelectMany(lines => lines).GroupBy(line => line.Number).Select(same => same.First() with
        {
            Values = [.. same.First().Values.Select((value, field) => fields[field].IsVolume && value is not null
                ? same.Sum(line => line.Units(field))
                : value)],
        })];
    }
}
