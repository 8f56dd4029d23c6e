using System.Globalization;
using Compensation.Api.V1;
using Compensation.Rules.Numbers;
using Google.Protobuf.WellKnownTypes;

namespace Compensation.Api.Pages.Frame;

/// <summary>Writes values for people. Nothing is calculated here but shares in percent, which are shown beside what they are shares of.</summary>
internal static class Texts
{
    private const string Minus = "\u2212";
    private const string Thin = "\u00a0";

    /// <summary>An amount with its currency.</summary>
    public static string Of(Money money) => $"{Number(money.Units, money.Decimals)}{Thin}{money.Currency}";

    /// <summary>An amount, with + where it is more than nothing.</summary>
    public static string Change(Money money) => (money.Units > 0 ? "+" : "") + Of(money);

    /// <summary>A number.</summary>
    public static string Of(Quantity quantity) => Number(quantity.Units, quantity.Decimals);

    /// <summary>A figure: a number, or the word that stands for it.</summary>
    public static string Of(Figure figure) => figure.Quantity is { } quantity && Fixed.TryParseExact(figure.Text, out _, out _) ? Of(quantity) : figure.Text;

    /// <summary>A count.</summary>
    public static string Count(long count) => Number(count, 0);

    /// <summary>A count of things.</summary>
    public static string Count(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    /// <summary>Units with their decimals, such as 1,234.50.</summary>
    public static string Number(long units, int decimals)
    {
        var plain = Fixed.Format(units, decimals).TrimStart('-');
        var point = plain.IndexOf('.', StringComparison.Ordinal);
        var whole = UInt128.Parse(point < 0 ? plain : plain[..point], CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);
        return (units < 0 ? Minus : "") + whole + (point < 0 ? "" : plain[point..]);
    }

    /// <summary>A part of a whole in percent with one decimal; a dash where there is no whole.</summary>
    public static string Percent(Money part, Quantity whole)
    {
        var most = Math.Max(part.Decimals, whole.Decimals);
        return Percent(Fixed.Rescale(part.Units, part.Decimals, most), Fixed.Rescale(whole.Units, whole.Decimals, most));
    }

    /// <inheritdoc cref="Percent(Money, Quantity)"/>
    public static string Percent(long part, long whole) =>
        whole == 0 ? "–" : Number(Rounding.HalfUp.Divide((Int128)part * 1000, whole), 1) + Thin + "%";

    /// <summary>An exact rate, in percent where it is a decimal fraction; 0 for none.</summary>
    public static string Rate(string rate) => !Fixed.TryParseExact(rate, out var units, out var decimals) ? rate
        : units == 0 ? "" : Number(decimals >= 2 ? units : units * Fixed.PowerOfTen(2 - decimals), Math.Max(0, decimals - 2)) + Thin + "%";

    /// <summary>A name of the plan at the beginning of a line.</summary>
    public static string Sentence(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>An instant, in universal time.</summary>
    public static string Of(Timestamp? at) =>
        at is null ? "" : at.ToDateTime().ToString($"d{Thin}MMM{Thin}yyyy, HH:mm", CultureInfo.InvariantCulture) + Thin + "UTC";

    /// <summary>A word of the contract, such as PERIOD_STATUS_NOT_OPENED, for people.</summary>
    public static string Of(PeriodStatus status) => status switch
    {
        PeriodStatus.NotOpened => "Not opened",
        PeriodStatus.Calculated => "Awaiting approval",
        _ => $"{status}",
    };

    /// <summary>Roles for people.</summary>
    public static string Of(Shared.Access.CallerRoles roles) => string.Join(", ", $"{roles}".Split(", ").Select(role =>
        role == nameof(Shared.Access.CallerRoles.FinanceApprover) ? "finance approver" : role.ToLowerInvariant()));
}
