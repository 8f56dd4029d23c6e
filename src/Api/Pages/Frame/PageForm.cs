using Microsoft.AspNetCore.Http;

namespace Compensation.Api.Pages.Frame;

/// <summary>Represents a form that was sent.</summary>
/// <param name="Action">Where it was sent to.</param>
/// <param name="Values">What it holds.</param>
public sealed record PageForm(string Action, IFormCollection Values)
{
    /// <summary>The field that tells one sending from another.</summary>
    public const string KeyField = "key";

    /// <summary>The idempotency key: made with the page, so that a form that is sent twice takes effect once.</summary>
    public string Key => this[KeyField];

    /// <summary>Why it was not carried out; null while nothing is wrong.</summary>
    public Fault? Fault { get; init; }

    /// <summary>A field's value; empty where it is not there. Browsers send line ends as CR LF.</summary>
    public string this[string field] => Values[field].ToString().ReplaceLineEndings("\n").Trim();
}
