using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Compensation.Silo.Commands;

/// <summary>Makes options that take a whole number within a range.</summary>
internal static class NumberOption
{
    /// <summary>An option whose number must be from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <param name="name">The option, such as <c>--sellers</c>.</param>
    /// <param name="description">What it means, as a sentence.</param>
    /// <param name="least">The least allowed.</param>
    /// <param name="most">The most allowed.</param>
    /// <param name="otherwise">The number where the option is not given; null where it must be.</param>
    /// <param name="called">What the help calls that number, where it differs from machine to machine.</param>
    public static Option<int> Between(
        string name, string description, int least, int most, int? otherwise = null, string? called = null)
    {
        var note = called is null ? "" : $" [default: {called}]";
        var option = new Option<int>(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description} From {least:N0} to {most:N0}.{note}"),
            HelpName = "N",
            Required = otherwise is null,
            CustomParser = result => Parse(result, name, least, most),
        };
        if (otherwise is { } value && called is null)
        {
            option.DefaultValueFactory = _ => value;
        }

        return option;
    }

    private static int Parse(ArgumentResult result, string name, int least, int most)
    {
        var text = result.Tokens.Single().Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        result.AddError(string.Create(
            CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be a whole number from {least} to {most}."));
        return least;
    }
}
