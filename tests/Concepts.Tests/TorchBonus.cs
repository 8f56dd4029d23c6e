using Compensation.Rules.Bonuses;
using Compensation.Rules.Numbers;

namespace Compensation.Concepts.Tests;

/// <summary>The torch: on the way up from each sale it is handed to every seller who has sold more than everybody below
/// them on that path, and each bearer is paid.</summary>
public sealed class TorchBonus : ICustomBonus
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["of"] = "The volume that is shared out, such as CV.",
        ["strength"] = "What decides who takes the torch over, such as PV.",
        ["rate"] = "What each bearer gets of the volume, such as 2%.",
    };

    /// <inheritdoc/>
    public IReadOnlyList<string> Measures { get; } = ["of", "strength"];

    /// <inheritdoc/>
    public string? Problem(IReadOnlyDictionary<string, string> settings) =>
        Rate.TryParse(settings["rate"], out _) ? null : $"'{settings["rate"]}' is no rate; write it like 2%.";

    /// <inheritdoc/>
    public IEnumerable<CustomPayment> Pay(int source, ICustomView company, IReadOnlyDictionary<string, string> settings)
    {
        var volume = company.Measure("of", source);
        if (volume == 0 || !Rate.TryParse(settings["rate"], out var rate)) // the checker has refused what is no rate
        {
            yield break;
        }

        var strongest = company.Measure("strength", source);
        var bearer = 0;
        for (var at = company.Parent(source); at >= 0; at = company.Parent(at))
        {
            if (company.Measure("strength", at) <= strongest)
            {
                continue;
            }

            strongest = company.Measure("strength", at);
            bearer++;
            if (company.MayReceive(at))
            {
                yield return new CustomPayment(at, bearer, volume, company.Decimals("of"), rate);
            }
        }
    }
}
