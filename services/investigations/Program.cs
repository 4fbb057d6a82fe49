using CauseFlow.Investigations;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("investigations");
builder.Services.AddInvestigations(builder.Configuration);
builder.Services.AddServiceBus(builder.Configuration);

var app = builder.Build();
app.UseServiceDefaults();
app.MapServiceDefaults();
app.MapInvestigations();
app.Run();
