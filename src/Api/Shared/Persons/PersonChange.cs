using System.Net.Mail;
using Compensation.Api.Shared.Errors;
using Compensation.Api.V1;
using Compensation.Grains.Payouts;
using Google.Protobuf.WellKnownTypes;

namespace Compensation.Api.Shared.Persons;

/// <summary>Represents a change of what is known of a person: the fields that are changed, each of them checked.</summary>
public sealed class PersonChange
{
    private const int LongestValue = 200;
    private const int LongestAddress = 1_000;
    private const int Shown = 4;

    private static readonly HashSet<string> Hidden = ["tax_id", "iban"];

    private readonly Dictionary<string, string> values;

    private PersonChange(Dictionary<string, string> values) => this.values = values;

    /// <summary>The names of the changed fields.</summary>
    public IReadOnlyCollection<string> Fields => values.Keys;

    /// <summary>Reads a change.</summary>
    /// <param name="person">The new values.</param>
    /// <param name="mask">Which fields are changed.</param>
    /// <exception cref="CallException">The mask is empty or names no field of a person, or a value is wrong.</exception>
    public static PersonChange Of(Person person, FieldMask? mask)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (mask is null || mask.Paths.Count == 0)
        {
            throw CallErrors.Invalid("update_mask", "", "It names no field.", $"Name one or more of: {Known()}.");
        }

        var values = new Dictionary<string, string>();
        foreach (var path in mask.Paths)
        {
            var field = Person.Descriptor.FindFieldByName(path)
                ?? throw CallErrors.Invalid("update_mask", path, "A person has no such field.", $"Name one or more of: {Known()}.");
            values[path] = Checked(path, ((string)field.Accessor.GetValue(person)).Trim());
        }

        return new PersonChange(values);
    }

    /// <summary>A person with their tax and bank fields shown by their last four characters.</summary>
    public static Person Masked(Person person)
    {
        var masked = new Person(person);
        foreach (var field in Hidden.Select(Person.Descriptor.FindFieldByName))
        {
            var value = (string)field.Accessor.GetValue(masked);
            field.Accessor.SetValue(masked, value.Length > Shown ? $"…{value[^Shown..]}" : new string('…', Math.Min(1, value.Length)));
        }

        return masked;
    }

    /// <summary>The person afterwards.</summary>
    /// <param name="before">What was known; null for nothing.</param>
    public Person Apply(Person? before)
    {
        var after = before is null ? new Person() : new Person(before);
        foreach (var (field, value) in values)
        {
            Person.Descriptor.FindFieldByName(field).Accessor.SetValue(after, value);
        }

        return after;
    }

    private static string Checked(string field, string value)
    {
        var longest = field == "address" ? LongestAddress : LongestValue;
        var (message, remedy) = value switch
        {
            "" => ("", ""),
            _ when value.Length > longest => ("It is too long.", $"Give up to {longest} characters."),
            _ when value.Any(letter => char.IsControl(letter) && !(field == "address" && letter == '\n')) => ("It has control characters.", "Leave them out."),
            _ when field == "email" && !MailAddress.TryCreate(value, out _) => ("This is no e-mail address.", "Give one such as ann@example.com."),
            _ when field == "country" && !(value.Length == 2 && value.All(char.IsAsciiLetterUpper)) =>
                ("This is no country.", "Give the two capitals of ISO 3166."),
            _ when field == "iban" && !BankAccount.IsIban(BankAccount.Tidy(value)) =>
                ("This is no IBAN: its check digits do not fit.", "Copy it from the bank."),
            _ when field == "bic" && !BankAccount.IsBic(BankAccount.Tidy(value)) => ("This is no BIC.", "Give its 8 or 11 letters and digits."),
            _ => ("", ""),
        };
        // A wrong account number or tax number may be nearly right, so that it is not repeated in errors and logs.
        return message.Length == 0 ? Tidy(field, value)
            : throw CallErrors.Invalid($"person.{field}", Hidden.Contains(field) ? "(not shown)" : value, message, remedy);
    }

    private static string Tidy(string field, string value) => field is "iban" or "bic" ? BankAccount.Tidy(value) : value;

    private static string Known() => string.Join(", ", Person.Descriptor.Fields.InFieldNumberOrder().Select(field => field.Name));
}
