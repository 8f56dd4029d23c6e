using Compensation.Silo.Serving;

namespace Compensation.Silo.Output;

/// <summary>Prints where the program serves, and in development with which tokens to call it.</summary>
internal static class ServingReport
{
    /// <summary>Prints it.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="server">The server, started.</param>
    /// <param name="ledger">The ledger's address as it was given.</param>
    /// <param name="seller">A seller of the example; null where there is none.</param>
    public static void Print(Terminal terminal, Server server, string ledger, string? seller)
    {
        // A connection string may hold a password.
        var shown = ledger.Contains(':', StringComparison.Ordinal) ? ledger[..ledger.IndexOf(':', StringComparison.Ordinal)] : ledger;
        var tokens = TokensOf(server, seller).ToList();
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("address", server.Address);
                json.WriteString("console", server.Console);
                json.WriteString("ledger", shown);
                json.WriteStartObject("tokens");
                tokens.ForEach(token => json.WriteString(token.Name, token.Token));
                json.WriteEndObject();
                json.WriteEndObject();
            });
            return;
        }

        terminal.WriteLine($"Serving on {server.Address}, ledger {shown}. Stop with Ctrl+C.");
        if (server.Console is { } console)
        {
            terminal.WriteLine($"Pages for people: {console}");
        }

        if (tokens.Count > 0)
        {
            terminal.WriteLine($"""

                Development: this process issues tokens itself, good for twelve hours or until it stops. In a shell:

                """);
            tokens.ForEach(token => terminal.WriteLine($"  {token.Name}={token.Token}"));
            if (server.Console is { } pages && seller is not null)
            {
                terminal.WriteLine($"""

                    Open the pages by {pages}/sign-in#TOKEN, with one of the tokens of finance, the approver, the seller, support or the admin.
                    """);
            }
        }
    }

    private static IEnumerable<(string Name, string Token)> TokensOf(Server server, string? seller)
    {
        if (server.Issuer is not { } issuer)
        {
            yield break;
        }

        yield return ("ROOT", issuer.Issue("root@compensation.example", ["admin"], null));
        if (seller is null)
        {
            yield break;
        }

        const string Programme = ExampleCompany.Programme;
        yield return ("SHOP", issuer.Issue("shop", ["storefront"], Programme, storefront: "shop"));
        yield return ("FINANCE", issuer.Issue(ExampleCompany.Finance, ["finance"], Programme));
        yield return ("APPROVER", issuer.Issue(ExampleCompany.Approver, ["finance-approver"], Programme));
        yield return ("SELLER", issuer.Issue($"{seller}@aurora.example", ["seller"], Programme, seller));
        yield return ("SUPPORT", issuer.Issue("sam@aurora.example", ["support"], Programme));
        yield return ("ADMIN", issuer.Issue("ada@aurora.example", ["admin"], Programme));
    }
}
