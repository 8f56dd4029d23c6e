using Compensation.Testing;
using Xunit;

namespace Compensation.Api.Tests.Pages.Browser;

/// <summary>A case for a real browser; skipped where it is missing.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = OtherClients.BrowserIsMissing;
}
