// Whoever just starts the program gets to see it at work: a server with a company that does not exist, for this machine alone.
return Compensation.Silo.CommandLine.Run(args is [] ? ["serve", "--example"] : args, Console.Out, Console.Error);
